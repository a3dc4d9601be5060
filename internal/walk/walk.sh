# Walks /proc inside a container. $1 is the nonce that frames the answer.
# Comments and indentation are taken out before the script is sent.
#
# It forks 5 times for up to 200 processes. CPU time on one machine, of ps axjf
# and of this under dash or busybox and under bash: 10 processes 5, 25 and 25 ms;
# 200 processes 20, 90 and 150 ms; 2000 processes 0.17, 0.6 and 1.3 s. One cat
# for each process would take 9 s for the last.
#
# Every part begins with a mark, T=NONCE, which nothing that was written before
# the walk can contain. A mark that the shell prints goes on with a dot, a name
# and words; one that comes from cat ends with a NUL, because cat prints its own
# environment, which holds nothing else, in front of each file.
tool env
tool cat
tool ls
tool chroot
[ "$env" ] || cat= ls=
m "begin 1 $$ ${cat:+cat} ${ls:+ls}"
m preload
printf %s "${LD_PRELOAD-}"
m audit
printf %s "${LD_AUDIT-}"
cd /proc || exit 1
# A path prefix that spells the nonce in slashes and dots: ls prints it back, so
# that a line with it is one that was asked for.
p=.
r=$n
while [ "$r" ]; do
	case $r in
	[ACEGIKMOQSUWYacegikmoqsuwy02468]*) p=$p/. ;;
	*) p=$p/ ;;
	esac
	r=${r#?}
done
p=$p/
# number tells whether a word is one.
number() { case $1 in '' | *[!0-9]*) return 1 ;; esac }
# field reads a field of a file such as /proc/PID/status: its first value into v.
field() {
	while read -r l v o; do
		[ "$l" = $1: ] && return
	done <"$2"
	v=
}
s=self/environ
# put prints files; without cat the shell reads them itself and loses NULs.
if [ "$cat" ]; then
	put() { "$env" -i "T=$n" "$cat" "$@"; }
else
	put() {
		for f; do
			if [ "$f" = $s ]; then
				printf 'T=%s\000' "$n"
			else
				{
					while IFS= read -r l; do printf '%s\n' "$l"; done
					printf %s "$l"
				} <"$f"
			fi
		done
	}
fi
# Without a locale busybox prints each byte beyond ASCII as a question mark.
list() { "$env" -i LC_ALL=C.UTF-8 $as "$ls" "$@"; }
# Root without CAP_SYS_PTRACE, which containers lack, can't look into another
# user's processes, but it can become that user for the time of one ls.
as= users=
field CapEff $$/status
# CAP_SETGID, CAP_SETUID and CAP_SYS_CHROOT are there, CAP_SYS_PTRACE is not.
[ "$ls" ] && [ $((0x${v:-0} & 0xc00c0)) = $((0x400c0)) ] || chroot=
# foreign notes the process of another user.
foreign() {
	field Uid $1/status
	k=_$v
	field Gid $1/status
	[ "$v" ] || return
	k=${k}_$v
	eval "a=\${u$n$k-}"
	[ "$a" ] || users="$users $k"
	eval "u$n$k=\$a\ $1 o$n$1=1"
}
others() {
	[ "$users" ] && eval "[ \${o$n$1-} ]"
}
# plain and kinds tell without ls what can be told: the owner, the mappings and
# the working directory, then what the descriptors are.
plain() {
	for i; do
		m "uid $i"
		field Uid "$i/status"
		printf %s "${o%%	*}"
		m "maps $i"
		a=0
		while [ $a -lt 8 ] && IFS= read -r l; do
			case $l in *' /'*) a=$((a + 1)) && printf '%s\n' "$l" ;; esac
		done <"$i/maps"
		cd -P "./$i/cwd" && m "cwd $i" && printf %s "$PWD"
		cd /proc || exit 1
	done
}
kinds() {
	for i; do
		m "fds $i"
		for f in "$i"/fd/*; do
			t=
			[ "$f" -ef /dev/null ] && t=null
			[ -S "$f" ] && t=socket
			[ -p "$f" ] && t=pipe
			[ -e "$f" ] || continue
			field ino "$i/fdinfo/${f##*/}"
			printf '%s %s %s\n' "${f##*/}" "${t:-file}" "$v"
		done
	done
}
facts() {
	m "batch $*"
	a= b=
	for i; do
		a="$a $i/stat" b="$b $p$i"
		others $i || b="$b $p$i/exe $p$i/cwd"
	done
	put $a
	if [ "$ls" ]; then
		m links
		list -lnd $b
	else
		plain "$@"
	fi
}
fds() {
	[ "$ls" ] || {
		kinds "$@"
		return
	}
	m "fds $*"
	a=
	for i; do
		[ ! "$as" ] && others $i || a="$a $p$i/fd"
	done
	list -ln $a $p$$/exe
}
links() {
	m links
	a=
	for i; do a="$a $p$i/exe $p$i/cwd"; done
	list -lnd $a
}
# asusers calls $1 with the processes of each other user, as that user.
asusers() {
	for i in $users; do
		eval "a=\$u$n$i"
		c=${i#_}
		as="$chroot --userspec=+${c%_*}:+${c#*_} --groups= --skip-chdir /"
		inbatches $1 $a
	done
	as=
}
# inbatches calls $1 with the pids that follow, 200 at a time: argument lists
# have a limit, bash takes longer the longer a string gets, and a fork for each
# process would take seconds.
inbatches() {
	do=$1
	shift
	q= j=0
	for i; do
		q="$q $i" j=$((j + 1))
		[ $j -lt 200 ] && continue
		$do $q
		q= j=0
	done
	[ "$q" ] && $do $q
}
args() {
	m "args $*"
	a=
	for i; do a="$a $s $i/cmdline"; done
	put $a
}
# add puts a process on the list of those to be read, up to the limit.
add() {
	[ $w -lt 10000 ] || return
	x="$x $1" w=$((w + 1))
	[ "$chroot" ] && [ ! -O $1 ] && foreign $1
}
# glance lists /proc and adds what is new there.
glance() {
	x= k=$1
	set -- [0-9]*
	m "$k $*"
	for i; do
		number $i || continue
		eval "a=\${v$n$i-}"
		[ "$a" ] && continue
		eval "v$n$i=1"
		[ $i = $$ ] || add $i
	done
}
# own reads the container's list of its processes, if this shell is in it.
own() {
	g= k=
	[ -f $1 ] || return
	# A fork costs more than a short list, and bash reads a long one slowly.
	if [ "$cat" ] && [ $total -gt 200 ]; then
		g=$("$cat" $1)
	else
		while read -r i; do g="$g $i"; done <$1
	fi
	for i in $g; do [ "$i" = $$ ] && k=1; done
	[ "$k" ]
}
m files
# By the shell's own number: mounts and net are links that a mount could cover.
put $s /etc/ld.so.preload $s $$/maps $s stat $s $$/mounts $s $$/net/tcp $s $$/net/tcp6 $s $$/net/udp $s $$/net/udp6
# Second way of counting: by number up to the last one given, and the cgroup.
h=0
read -r a a a a h <loadavg
number "$h" || h=0
z=0
set -- [0-9]*
total=$#
for i; do
	number $i && [ $i -gt $h ] && z=1 && break
done
if [ $z = 1 ]; then
	# A number above the last one given: the count began anew, and any number up
	# to the limit may be in use. A shell that reads byte by byte can't read it.
	z=4194304
	[ "$cat" ] && z=$("$cat" sys/kernel/pid_max)
	number "$z" || z=4194304
fi
m "last $h $z"
last=$h
[ $z -gt $h ] && h=$z
for f in '' /pids /memory /systemd; do
	f=/sys/fs/cgroup$f/cgroup.procs
	own $f && break
	f=
done
[ "$f" ] && m cgroup $g || g=
# Each number takes 3 microseconds.
e=65536
[ "$f" ] || [ "$last" = 0 ] || e=262144
[ $h -lt $e ] && e=$h
u=
i=0
while [ $i -le $((e / 10)) ]; do
	[ $i = 0 ] && a= || a=$i
	if [ -d ${a}0 -o -d ${a}1 -o -d ${a}2 -o -d ${a}3 -o -d ${a}4 -o -d ${a}5 -o -d ${a}6 -o -d ${a}7 -o -d ${a}8 -o -d ${a}9 ]; then
		for j in 0 1 2 3 4 5 6 7 8 9; do
			[ -d $a$j ] && u="$u $a$j"
		done
	fi
	i=$((i + 1))
done
m "numbers $e"
w=0
glance pids
m unlisted
for i in $u $g; do
	number $i || continue
	eval "a=\${v$n$i-}"
	[ "$a" ] || [ ! -d $i ] && continue
	eval "v$n$i=1"
	field Tgid $i/status
	[ -d $i ] || continue
	printf '%s %s\n' $i ${v:-0}
	[ ${v:-$i} = $i ] && add $i
done
[ "$f" ] && own $f && m cgroup $g
y=
for r in 1 2 3; do
	y="$y $x"
	inbatches facts $x
	glance again
	[ "$x" ] || break
done
# What came after the last round was listed and is not read; it is no loss.
for i in $x; do w=$((w - 1)); done
asusers links
# What a process can make as long as it likes comes last.
inbatches args $y
inbatches fds $y
asusers fds
m "end $w"

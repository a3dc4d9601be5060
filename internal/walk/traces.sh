# Looks for what a threat leaves behind. After the nonce come three arguments
# for each question: e, a process and how many bytes of its executable to hash,
# or f, a path and how many bytes of the file; 0 bytes means all.
tool head
tool stat
tool sha256sum
tool ls
tool chroot
m "begin 1 ${sha256sum:+sha256sum} ${head:+head} ${stat:+stat}"
as=
# field reads the first value of a field of /proc/PID/status into v.
field() {
	while read -r l v o; do
		[ "$l" = "$1" ] && return
	done <"$2"
	v=
}
m boot
field btime /proc/stat
printf 'btime %s\n' "$v"
exec 3>&1
# measure prints size and hash of $1. A file that could not be read to its end is
# said to be bad, because the hash of a piece would look like another file's.
measure() {
	m size
	if [ "$stat" ]; then
		$as "$stat" -Lc '%s %Z' "$1"
	else
		LC_ALL=C $as "$ls" -lnLd "$1"
	fi
	[ "$sha256sum" ] && [ "$head" ] || return
	m hash
	{ $as "$head" -c "$c" "$1" || printf 'bad\n' >&3; } | "$sha256sum"
}
# Of another user's process, root without CAP_SYS_PTRACE becomes that user.
exe() {
	m "exe $1"
	while IFS= read -r l; do printf '%s\n' "$l"; done </proc/$1/stat
	if [ "$chroot" ] && [ ! -O /proc/$1 ] && [ ! -e /proc/$1/exe ]; then
		field Uid: /proc/$1/status
		as="$chroot --userspec=+$v"
		field Gid: /proc/$1/status
		as="$as:+$v --groups= /"
	fi
	[ "$as" ] || [ -f /proc/$1/exe ] && measure /proc/$1/exe
	as=
}
file() {
	d=${1%/*}
	if ! cd -P "${d:-/}"; then
		while [ "$d" ] && [ ! -d "$d" ]; do d=${d%/*}; done
		[ -x "${d:-/}" ] && m file absent || m file closed
		return
	fi
	# Some files of the kernel never end or act when they are read.
	case $PWD in /proc | /proc/* | /sys | /sys/*) m file refused && return ;; esac
	f=./${1##*/}
	if [ -L "$f" ]; then
		m file link
	elif [ -f "$f" ]; then
		m file file
		measure "$f"
	elif [ -e "$f" ]; then
		m file other
	else
		m file absent
	fi
}
shift
while [ $# -gt 2 ]; do
	c=$3
	[ "$c" -gt 0 ] && [ "$c" -le 268435456 ] || c=268435456
	case $1 in
	e) exe "$2" ;;
	f) file "$2" ;;
	esac
	shift 3
done
m end

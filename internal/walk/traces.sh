# Looks for what a threat leaves behind. After the nonce come three arguments
# for each question: e, a process and how many bytes of its executable to hash,
# or f, a path and how many bytes of the file; 0 bytes means all.
tool env
tool head
tool stat
tool sha256sum
tool ls
m "begin 1 ${sha256sum:+sha256sum} ${head:+head} ${stat:+stat}"
m boot
while read -r k v; do
	[ "$k" = btime ] && printf '%s %s\n' "$k" "$v" && break
done </proc/stat
exec 3>&1
# sum hashes what comes in; a file that could not be read to its end is said to
# be bad, because the hash of a piece would look like another file's.
sum() {
	[ "$sha256sum" ] || return
	m hash
	if [ "$head" ]; then
		{ "$head" -c "$1" || printf 'bad\n' >&3; } | "$sha256sum"
	elif [ "$w" ]; then
		"$sha256sum"
	fi
}
size() {
	m size
	if [ "$stat" ]; then
		"$stat" -Lc '%s %Z' "$1"
	else
		LC_ALL=C "$ls" -lnLd "$1"
	fi
}
# A program that begins after this one can't be the one that was asked about.
exe() {
	m "exe $1"
	while IFS= read -r l; do printf '%s\n' "$l"; done </proc/$1/stat
	[ -f /proc/$1/exe ] || return
	size /proc/$1/exe
	sum "$2" </proc/$1/exe
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
		size "$f"
		sum "$2" <"$f"
	elif [ -e "$f" ]; then
		m file other
	else
		m file absent
	fi
}
shift
while [ $# -gt 2 ]; do
	c=$3 w=
	[ "$c" -gt 0 ] && [ "$c" -le 268435456 ] || c=268435456 w=1
	case $1 in
	e) exe "$2" "$c" ;;
	f) file "$2" "$c" ;;
	esac
	shift 3
done
m end

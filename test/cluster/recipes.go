//go:build linux

package main

import (
	"fmt"
	"io/fs"
	"os/exec"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/test/cluster/archive"
	"github.com/kubectl-threat/kubectl-threat/test/cluster/rootfs"
)

// registry is no real one: the name ends in .test, which RFC 2606 keeps free.
const registry = "kubectl-threat.test/"

// nonRoot is the user that distroless images run as.
const nonRoot = "65532"

// recipe makes one image from programs of this machine and compiled parts.
type recipe struct {
	name string
	user string
	cmd  []string
	tree func(parts) *rootfs.Tree
}

func recipes(p parts) ([]archive.Image, error) {
	var images []archive.Image
	for _, r := range []recipe{
		{name: "pause:1", cmd: []string{"/pause"}, tree: pauseTree},
		{name: "busybox:1", cmd: []string{"sleep", "1000000"}, tree: busyboxTree},
		{name: "debian:1", cmd: []string{"sleep", "infinity"}, tree: debianTree},
		{name: "shonly:1", cmd: shonlyCommand(), tree: shonlyTree},
		{name: "distroless:1", user: nonRoot, cmd: []string{"/app"}, tree: distrolessTree},
		{name: "listener:1", cmd: []string{"/listener", "4444"}, tree: listenerTree},
	} {
		files, err := r.tree(p).Files()
		if err != nil {
			return nil, fmt.Errorf("gathering files of image %s: %w", r.name, err)
		}
		images = append(images, archive.Image{Name: registry + r.name, User: r.user, Cmd: r.cmd, Files: files})
	}
	return images, nil
}

func pauseTree(p parts) *rootfs.Tree {
	tree := rootfs.Empty()
	tree.Copy("pause", p.program("pause"), 0o755)
	return tree
}

func listenerTree(p parts) *rootfs.Tree {
	tree := rootfs.Empty()
	tree.Copy("listener", p.program("listener"), 0o755)
	return tree
}

func distrolessTree(p parts) *rootfs.Tree {
	tree := rootfs.Empty()
	tree.Copy("app", p.program("app"), 0o755)
	tree.Text("etc/passwd", "root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n")
	tree.Text("etc/group", "root:x:0:\nnonroot:x:65532:\n")
	tree.Dir("tmp", 0o777|fs.ModeSticky)
	return tree
}

func busyboxTree(p parts) *rootfs.Tree {
	tree := rootfs.Empty()
	tree.Copy("bin/busybox", "/bin/busybox", 0o755)
	for _, applet := range p.applets {
		if applet != "busybox" {
			tree.Link("bin/"+applet, "busybox")
		}
	}
	tree.Link("usr/bin", "../bin")
	users(tree)
	return tree
}

// shonlyCommand waits without a program to wait with: a pseudo-terminal that
// nobody opened at its other end has nothing to read, and no end.
func shonlyCommand() []string {
	return []string{"/bin/sh", "-c", "trap 'exit 0' TERM; read -r line </dev/ptmx"}
}

func shonlyTree(parts) *rootfs.Tree {
	tree := rootfs.New()
	tree.Programs("/bin/dash")
	tree.Link("usr/bin/sh", "dash")
	return tree
}

// debianTree is what a service on a Debian base image looks like from inside,
// with the vulnerable server and the lying libraries added.
func debianTree(p parts) *rootfs.Tree {
	tree := rootfs.New()
	for _, program := range debianPrograms() {
		path, err := exec.LookPath(program)
		if err != nil {
			path = program // which Programs then reports as missing
		}
		tree.Programs(path)
	}
	tree.Link("usr/bin/sh", "dash")
	tree.Text("etc/debian_version", "12.0\n")
	tree.Text("etc/os-release", "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\nVERSION_ID=\"12\"\n")
	users(tree)
	tree.Dir("root", 0o700)
	tree.Dir("run", 0o755)
	tree.Dir("var/tmp", 0o777|fs.ModeSticky)
	for _, program := range []string{"server", "listener", "memfd"} {
		tree.Copy("usr/local/bin/"+program, p.program(program), 0o755)
	}
	for _, library := range []string{"libhide.so", "libhide2.so"} {
		tree.Copy("opt/"+library, p.program(library), 0o755)
		tree.Libraries(p.program(library))
	}
	return tree
}

func debianPrograms() []string {
	const coreutils = "basename cat chmod chown cp cut date dd df dirname du echo env expr false " +
		"head hostname id kill ln ls md5sum mkdir mkfifo mknod mktemp mv nice nohup od printenv printf " +
		"pwd readlink realpath rm rmdir seq sha256sum sleep sort stat stty sync tail tee test timeout touch " +
		"tr true truncate tty uname uniq wc whoami xargs yes"
	const others = "bash dash ps pgrep top free uptime sed grep find setsid mount"
	return strings.Fields(coreutils + " " + others)
}

// users are those that every Debian base image knows.
func users(tree *rootfs.Tree) {
	tree.Text("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n"+
		"www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin\n"+
		"nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n")
	tree.Text("etc/group", "root:x:0:\nwww-data:x:33:\nnogroup:x:65534:\n")
	tree.Dir("tmp", 0o777|fs.ModeSticky)
}

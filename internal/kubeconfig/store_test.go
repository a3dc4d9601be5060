package kubeconfig

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

func save(t *testing.T, path, content string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func load(t *testing.T, path string) *clientcmdapi.Config {
	t.Helper()
	config, err := clientcmd.LoadFromFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return config
}

func TestFileIsTheUsersAlone(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "a", "b", "config")
	if _, err := (Files{"", missing}).Put(t.Context(), tills(), false); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]os.FileMode{missing: 0o600, filepath.Dir(missing): 0o700} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s has mode %v, %v", path, info.Mode(), err)
		}
	}
	open := save(t, filepath.Join(t.TempDir(), "config"), hand)
	if _, err := (Files{open}).Put(t.Context(), tills(), false); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(open); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the mode stays %v, %v", info.Mode(), err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(open), "*")); len(left) != 1 {
		t.Errorf("left behind: %q", left)
	}
}

func TestNothingToDo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config")
	if _, err := (Files{path}).Put(t.Context(), tills(), false); err != nil {
		t.Fatal(err)
	}
	before, _ := os.Stat(path)
	save(t, path+".lock", "") // nobody waits for it if there is nothing to write
	result, err := (Files{path}).Put(t.Context(), tills(), true)
	after, _ := os.Stat(path)
	if err != nil || len(result.Written) > 0 || !os.SameFile(before, after) || before.ModTime() != after.ModTime() {
		t.Errorf("it wrote %v, %v", result.Written, err)
	}
}

func TestLinkIsFollowed(t *testing.T) {
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "dotfiles"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"there": hand, "missing": ""} {
		link, target := filepath.Join(folder, name), filepath.Join(folder, "dotfiles", name)
		if content != "" {
			save(t, target, content)
		}
		if err := os.Symlink(filepath.Join("dotfiles", name), link); err != nil {
			t.Fatal(err)
		}
		if _, err := (Files{link}).Put(t.Context(), tills(), false); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Lstat(link); err != nil || info.Mode().Type() != os.ModeSymlink {
			t.Errorf("%s: the link is now %v, %v", name, info.Mode(), err)
		}
		if load(t, target).Contexts[contextName()] == nil {
			t.Errorf("%s: what it points to was not written", name)
		}
	}
}

func contextName() string { return name }

func TestSeveralFiles(t *testing.T) {
	const empty = "clusters: []\ncontexts: []\nusers: []\n"
	in := func(s section, content string) string {
		return strings.Replace(empty, s.list+": []", fmt.Sprintf("%s:\n- name: %s\n  %s: %s", s.list, name, s.body, content), 1)
	}
	tests := map[string]struct {
		a, b    string
		written string // the files that were
		current string // of them all
	}{
		"all new":            {"", "", "a", name},
		"the first is away":  {"", empty, "b", name},
		"both there":         {empty, empty, "a", name},
		"cluster in b":       {empty, in(clusters(), "{server: 'https://old'}"), "ab", name},
		"context in b":       {empty, in(contexts(), "{cluster: old, user: gone, namespace: shop}"), "ab", name},
		"user in b":          {empty, in(users(), "{exec: {command: mine, apiVersion: v1}}"), "a", name},
		"in both":            {in(clusters(), "{server: 'https://old'}"), in(clusters(), "{server: 'https://other'}"), "a", name},
		"current is in b":    {empty, empty + "current-context: kind-dev\n", "a", "kind-dev"},
		"current is in both": {empty + "current-context: kind-dev\n", empty + "current-context: b\n", "a", "kind-dev"},
	}
	for what, tt := range tests {
		t.Run(what, func(t *testing.T) {
			folder := t.TempDir()
			files := Files{filepath.Join(folder, "a"), filepath.Join(folder, "b")}
			for i, content := range []string{tt.a, tt.b} {
				if content != "" {
					save(t, files[i], content)
				}
			}
			result, err := files.Put(t.Context(), tills(), false)
			if err != nil {
				t.Fatal(err)
			}
			var written string
			for _, path := range result.Written {
				written += filepath.Base(path)
			}
			rules := clientcmd.ClientConfigLoadingRules{Precedence: files}
			merged, err := rules.Load()
			if err != nil {
				t.Fatal(err)
			}
			if written != tt.written || merged.CurrentContext != tt.current || result.Current != tt.current {
				t.Errorf("it wrote %q, the current context is %q and said to be %q", written, merged.CurrentContext, result.Current)
			}
			way := merged.Contexts[name]
			if way == nil || way.Cluster != name || way.AuthInfo != name || merged.Clusters[name].Server != tills().Server {
				t.Errorf("kubectl sees %+v and %+v", way, merged.Clusters[name])
			}
		})
	}
}

func TestUnreadableIsLeftAsItWas(t *testing.T) {
	cut, _, _ := strings.Cut(hand, "users:")
	for what, content := range map[string]string{"malformed": "clusters: [", "half empty": cut} {
		folder := t.TempDir()
		good, bad := save(t, filepath.Join(folder, "good"), hand), save(t, filepath.Join(folder, "bad"), content)
		for _, files := range []Files{{bad}, {bad, good}} {
			_, err := files.Put(t.Context(), tills(), true)
			if err == nil || !strings.Contains(err.Error(), bad) {
				t.Errorf("%s: it says %v", what, err)
			}
		}
		for path, want := range map[string]string{good: hand, bad: content} {
			if got, _ := os.ReadFile(path); string(got) != want {
				t.Errorf("%s: %s is now\n%s", what, path, got)
			}
		}
	}
	folder := t.TempDir()
	if _, err := (Files{folder}).Put(t.Context(), tills(), false); err == nil || !strings.Contains(err.Error(), "no regular file") {
		t.Errorf("of a folder it says %v", err)
	}
}

func TestLock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "config")
		lock := save(t, path+".lock", "")
		_, err := (Files{path}).Put(t.Context(), tills(), false)
		if locked := (*LockedError)(nil); !errors.As(err, &locked) || locked.Lock != lock {
			t.Errorf("behind a lock it says %v", err)
		}
		if _, err := os.Stat(path); err == nil {
			t.Error("it wrote in spite of the lock")
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := (Files{path}).Put(ctx, tills(), false); !errors.Is(err, context.Canceled) {
			t.Errorf("interrupted it says %v", err)
		}
		time.AfterFunc(time.Second, func() { _ = os.Remove(lock) })
		if _, err := (Files{path}).Put(t.Context(), tills(), false); err != nil {
			t.Errorf("after the lock it says %v", err)
		}
		if _, err := os.Stat(lock); err == nil {
			t.Error("the lock was left behind")
		}
	})
}

func several(put func(i int)) {
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() { put(i) })
	}
	all.Wait()
}

func TestSeveralAtOnce(t *testing.T) {
	path := save(t, filepath.Join(t.TempDir(), "config"), hand)
	entry := func(i int) Entry {
		e := tills()
		e.Name = fmt.Sprintf("gke_retail-live-4471_europe-west4_shop-%d", i)
		return e
	}
	several(func(i int) {
		if _, err := (Files{path}).Put(t.Context(), entry(i), false); err != nil {
			t.Error(err)
		}
	})
	several(func(i int) {
		if load(t, path).Contexts[entry(i).Name] == nil {
			t.Errorf("%s was lost", entry(i).Name)
		}
	})
}

// TestBesideKubectl writes from both sides at once. kubectl gives up where it
// meets a lock, and tries again here. It may take out an entry that was added
// after it had read the file; ours must do nothing like that to it.
func TestBesideKubectl(t *testing.T) {
	path := save(t, filepath.Join(t.TempDir(), "config"), hand)
	var oneKubectl sync.Mutex // several of them read each other's halves
	several(func(i int) {
		if i%2 == 0 {
			if _, err := (Files{path}).Put(t.Context(), tills(), i%4 == 0); err != nil {
				t.Error(err)
			}
			return
		}
		oneKubectl.Lock()
		defer oneKubectl.Unlock()
		for {
			err := setUser(path, fmt.Sprintf("user-%d", i))
			if err == nil {
				return
			}
			if !errors.Is(err, fs.ErrExist) {
				t.Error(err)
				return
			}
			time.Sleep(time.Millisecond)
		}
	})
	got := load(t, path)
	for _, user := range []string{"kind-dev", "user-1", "user-3", "user-5", "user-7"} {
		if got.AuthInfos[user] == nil {
			t.Errorf("%s was lost", user)
		}
	}
}

// setUser does what kubectl config set-credentials does.
func setUser(path, name string) error {
	access := &clientcmd.ClientConfigLoadingRules{ExplicitPath: path}
	config, err := access.GetStartingConfig()
	if err != nil {
		return err
	}
	config.AuthInfos[name] = &clientcmdapi.AuthInfo{Token: "t"}
	return clientcmd.ModifyConfig(access, *config, false)
}

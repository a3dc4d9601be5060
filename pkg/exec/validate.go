package exec

import (
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"
)

// Validate says why no container can have these names, which Kubernetes'
// validation of namespaces, pods and containers decides. A name that passes has
// no character that means anything in a URL.
func (c Container) Validate() error {
	checks := []struct {
		what, name string
		faults     []string
	}{
		{"namespace", c.Namespace, validation.IsDNS1123Label(c.Namespace)},
		{"pod", c.Pod, validation.IsDNS1123Subdomain(c.Pod)},
		{"container", c.Name, validation.IsDNS1123Label(c.Name)},
	}
	for _, check := range checks {
		if len(check.faults) > 0 {
			return fmt.Errorf("%w: %s name %q: %s", ErrInvalid, check.what, check.name, check.faults[0])
		}
	}
	return nil
}

// Validate says why the command can not be run anywhere.
func (c Command) Validate() error {
	if len(c.Argv) == 0 || c.Argv[0] == "" {
		return fmt.Errorf("%w: no program to run", ErrInvalid)
	}
	for i, arg := range c.Argv {
		// A NUL ends a string in the kernel: the program would get another
		// argument than the one that was asked for.
		if strings.ContainsRune(arg, 0) {
			return fmt.Errorf("%w: argument %d holds a NUL byte", ErrInvalid, i)
		}
	}
	if c.Limits.Stdout < 0 || c.Limits.Stderr < 0 || c.Limits.Timeout < 0 {
		return fmt.Errorf("%w: negative limit", ErrInvalid)
	}
	return nil
}

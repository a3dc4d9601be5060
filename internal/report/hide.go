package report

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// hide takes the values out of a report that may be secrets. Equal values keep
// equal marks within one case, so that they can still be compared.
func hide(r *Report) {
	h := newHider(r.Finding.Name)
	r.Finding.Processes = slices.Clone(r.Finding.Processes)
	for i := range r.Finding.Processes {
		p := &r.Finding.Processes[i]
		p.Env = h.environment(p.Env)
		p.Args = h.arguments(p.Args)
		p.Script.Contents = h.tokens(p.Script.Contents)
		p.Binary.Contents = h.tokens(p.Binary.Contents)
		p.Libraries = h.files(p.Libraries)
	}
	for i := range r.Logs {
		r.Logs[i].Text = h.tokens(r.Logs[i].Text)
	}
	for i := range r.Events {
		r.Events[i].Message = h.tokens(r.Events[i].Message)
	}
	h.prose(&r.Finding)
	if r.Live == nil {
		return
	}
	for i := range r.Live.Processes {
		p := &r.Live.Processes[i]
		p.Args = h.arguments(p.Args)
	}
}

type hider struct {
	salt                  []byte
	shapes, named, bearer *regexp.Regexp
}

// newHider compiles its patterns once: a log has hundreds of lines.
func newHider(salt untrusted.Text) hider {
	return hider{
		salt: []byte(salt.Raw()),
		shapes: regexp.MustCompile(`eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*|ya29\.[\w.-]{20,}|AIza[\w-]{35}|gh[pousr]_\w{36,}|` +
			`(?:AKIA|ASIA)[A-Z0-9]{16}|xox[abprs]-[\w-]{10,}|-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*`),
		named:  regexp.MustCompile(`(?i)((?:^|[-_./?&;\s])` + secretNames + `\s*[=:]\s*)([^\s&;"']+)`),
		bearer: regexp.MustCompile(`(?i)(bearer\s+)([\w.~+/=-]{8,})`),
	}
}

// prose hides tokens in what else a finding quotes from a container or a request.
func (h hider) prose(f *threat.Finding) {
	f.Files = h.files(f.Files)
	f.Unread = slices.Clone(f.Unread)
	for i := range f.Unread {
		f.Unread[i].Value = h.tokens(f.Unread[i].Value)
	}
	for _, t := range []*untrusted.Text{&f.Description, &f.NextSteps, &f.ExternalURI, &f.RelatedURI} {
		*t = h.tokens(*t)
	}
}

func (h hider) files(list []threat.File) []threat.File {
	hidden := slices.Clone(list)
	for i := range hidden {
		hidden[i].Contents = h.tokens(hidden[i].Contents)
	}
	return hidden
}

// mark stands for a value: its length in bytes and 16 bits of a salted hash,
// which tell equal from different and are too few to guess a value by.
func (h hider) mark(value string) threat.Redacted {
	code := hmac.New(sha256.New, h.salt)
	_, _ = code.Write([]byte(value))
	return threat.Redacted{Length: len(value), Hash: hex.EncodeToString(code.Sum(nil)[:2])}
}

func (h hider) environment(env []threat.EnvVariable) []threat.EnvVariable {
	hidden := slices.Clone(env)
	for i, v := range hidden {
		if harmless(v.Name.Raw(), v.Value.Raw()) || v.Value.IsZero() {
			continue
		}
		mark := h.mark(v.Value.Raw())
		hidden[i] = threat.EnvVariable{Name: v.Name, Redacted: &mark}
	}
	return hidden
}

// harmless lists the variables that tell an investigator something and hold no
// secret. A proxy's address may hold a password and then is hidden too.
func harmless(name, value string) bool {
	upper := strings.ToUpper(name)
	if strings.HasSuffix(upper, "_PROXY") {
		return !strings.Contains(value, "@")
	}
	if strings.HasPrefix(upper, "LD_") || strings.HasPrefix(upper, "HIST") {
		return true
	}
	switch upper {
	case "PATH", "HOME", "SHELL", "TERM", "USER", "LOGNAME", "PWD", "OLDPWD", "SHLVL", "LANG", "TZ",
		"HOSTNAME", "TMPDIR", "PYTHONPATH", "NODE_ENV", "KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT",
		"K_SERVICE", "K_REVISION", "K_CONFIGURATION", "PORT", "CLOUD_RUN_JOB", "CLOUD_RUN_EXECUTION",
		"CLOUD_RUN_TASK_INDEX", "CLOUD_RUN_TASK_ATTEMPT", "CLOUD_RUN_TASK_COUNT":
		return true
	}
	return false
}

// arguments hides the tokens in each argument, and an argument that follows an
// option which is named for a secret.
func (h hider) arguments(args []untrusted.Text) []untrusted.Text {
	option := regexp.MustCompile(`(?i)^-{1,2}` + secretNames + `$`)
	hidden := make([]untrusted.Text, len(args))
	for i, arg := range args {
		hidden[i] = h.tokens(arg)
		if i > 0 && option.MatchString(args[i-1].Raw()) && !strings.HasPrefix(arg.Raw(), "-") {
			hidden[i] = untrusted.From(h.marker(arg.Raw()))
		}
	}
	return hidden
}

// secretNames are what options and parameters call a secret.
const secretNames = `(?:password|passwd|secret|token|api[-_]?key|access[-_]?key)`

// tokens hides what is shaped like a token: a JSON web token, an OAuth token of
// Google, a key of a known maker, and the value of what is named for a secret.
func (h hider) tokens(t untrusted.Text) untrusted.Text {
	raw := h.shapes.ReplaceAllStringFunc(t.Raw(), h.marker)
	for _, pattern := range []*regexp.Regexp{h.named, h.bearer} {
		raw = pattern.ReplaceAllStringFunc(raw, func(found string) string {
			parts := pattern.FindStringSubmatch(found)
			if strings.HasPrefix(parts[2], "‹hidden ") {
				return found
			}
			return parts[1] + h.marker(parts[2])
		})
	}
	return untrusted.From(raw)
}

func (h hider) marker(value string) string {
	m := h.mark(value)
	return fmt.Sprintf("‹hidden %d B #%s›", m.Length, m.Hash)
}

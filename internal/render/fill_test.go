package render_test

import (
	"reflect"
	"strings"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/report"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// filler writes texts of an attacker's into every field that can hold one, those
// too that a later version adds.
type filler struct {
	texts  []string
	shape  []byte // decides how much of everything there is
	at, by int
}

func (f *filler) text() string {
	f.at++
	return f.texts[f.at%len(f.texts)]
}

func (f *filler) number() int {
	f.by++
	if len(f.shape) == 0 {
		return f.by
	}
	return int(f.shape[f.by%len(f.shape)])
}

func (f *filler) fill(v reflect.Value) {
	switch v.Interface().(type) {
	case untrusted.Text:
		v.Set(reflect.ValueOf(untrusted.From(f.text())))
		return
	case time.Time:
		v.Set(reflect.ValueOf(event.Add(time.Duration(f.number()-100) * time.Minute)))
		return
	}
	switch v.Kind() { //nolint:exhaustive // a report has no other kinds that hold text
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				f.fill(v.Field(i))
			}
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem())
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.String { // ours: what was left behind, for one
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), f.number()%4, 4))
		for i := range v.Len() {
			f.fill(v.Index(i))
		}
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(f.number()))
	case reflect.Bool:
		v.SetBool(f.number()%2 == 0)
	}
}

// harmless puts a plain word in the place of each text, or one in each of its
// lines: what is left is the report's own structure. Words that the report knows,
// and what holds nothing, stay.
func harmless(v reflect.Value) {
	if text, isText := v.Interface().(untrusted.Text); isText {
		v.Set(reflect.ValueOf(untrusted.From(harmlessText(text.Raw()))))
		return
	}
	switch v.Kind() { //nolint:exhaustive // a report has no other kinds that hold text
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				harmless(v.Field(i))
			}
		}
	case reflect.Pointer:
		if !v.IsNil() {
			harmless(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			harmless(v.Index(i))
		}
	}
}

func harmlessText(s string) string {
	switch s {
	case "THREAT", "MUTED", "UNMUTED", "UNDEFINED", "Warning", "CRITICAL", "HIGH", "MEDIUM":
		return s
	}
	if strings.HasPrefix(s, "/memfd:") {
		return "/memfd:word"
	}
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		if strings.Trim(line, " ") != "" {
			lines[i] = "word"
		}
	}
	return strings.Join(lines, "\n")
}

// filled is a report whose finding says what the attacker wants, and in which
// then all other texts are the attacker's, too.
func filled(texts string, shape []byte) report.Report {
	f := &filler{texts: strings.Split(texts, "\x1e"), shape: shape}
	r := attacked(func(in *report.Input) {
		f.fill(reflect.ValueOf(&in.Finding).Elem())
		if f.number()%3 == 0 {
			offline(in)
		}
	})
	steps, links, attack, commands, queries, response, next := r.Steps, r.Links, r.Attack, r.Commands, r.LogQueries, r.Response, r.Next
	target := r.Target
	fields := reflect.ValueOf(&r).Elem()
	for i := range fields.NumField() {
		if f.number()%4 > 0 {
			f.fill(fields.Field(i))
		}
	}
	// What the report makes of checked names stays as it was made.
	r.Steps, r.Links, r.Attack, r.Commands, r.LogQueries, r.Response, r.Next = steps, links, attack, commands, queries, response, next
	r.Target.Platform, r.Target.CloudRun, r.Target.Others = target.Platform, target.CloudRun, target.Others
	r.Now = event.Add(time.Hour)
	return r
}

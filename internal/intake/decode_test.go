package intake_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/intake"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// minimal is as little as a finding can be.
const minimal = `{"name":"organizations/1/sources/2/findings/f3","category":"Reverse Shell"}`

func TestDecodeSaysWhatCameInstead(t *testing.T) {
	const expected = "expected a Security Command Center finding as JSON or YAML, but "
	tests := map[string]struct{ in, want string }{
		"empty":                 {"", "there is nothing in it"},
		"blanks":                {" \n\t", "there is nothing in it"},
		"empty page":            {`{"listFindingsResults":[],"totalSize":0}`, "this is an empty list: whoever wrote it found no finding"},
		"empty array":           {"[]", "this is an empty list: whoever wrote it found no finding"},
		"empty object":          {"{}", "this is an empty object (byte 1)"},
		"page without a list":   {`{"readTime":"2026-01-01T00:00:00Z","totalSize":0}`, "this is an object with the fields readTime, totalSize (byte 1)"},
		"pod":                   {`{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x"}}`, "this is a Pod object (byte 1)"},
		"pod in YAML":           {"apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n", "this is a Pod object (line 1)"},
		"list of kubectl":       {`{"apiVersion":"v1","items":[{"apiVersion":"v1","kind":"Pod"}],"kind":"List"}`, "this is a Kubernetes object (byte 1)"},
		"hostile kind":          {`{"apiVersion":"v1","kind":"\u001b[2JPod"}`, "this is a ??2JPod object (byte 1)"},
		"API error":             {`{"error":{"code":403,"message":"x","status":"PERMISSION_DENIED"}}`, "this is an error of a Google API: 403 PERMISSION_DENIED (byte 1)"},
		"group":                 {`{"groupByResults":[]}`, "this is a result of GroupFindings, which counts findings (byte 1)"},
		"other object":          {`{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6}`, "this is an object with the fields a, b, c, d, e, … (byte 1)"},
		"cut":                   {`{"finding":{"name":"x"`, "it ends in the middle of a value, as a file that was cut does (byte 22)"},
		"cut text":              {`{"finding":{"name":"x`, "it ends in the middle of a value, as a file that was cut does (byte 19)"},
		"cut array":             {`[` + minimal + `,`, "it ends in the middle of a value, as a file that was cut does (byte 77)"},
		"no JSON":               {`{"finding": oops}`, "it is not valid JSON: invalid character 'o' looking for beginning of value (after byte 12)"},
		"something behind":      {minimal + "oops", "it is not valid JSON: invalid character 'o' looking for beginning of value (after byte 75)"},
		"lone text":             {"hello there", `this is a text: "hello there" (line 1)`},
		"lone number":           {"[7]", "this is a number (element 1, byte 2)"},
		"no YAML":               {"a: b: c\n", `it is neither JSON nor valid YAML: "mapping values are not allowed in this context"`},
		"HTML":                  {"<!DOCTYPE html><p>Sign in", "this is HTML or XML"},
		"gzip":                  {"\x1f\x8b\x08\x00", "this is gzip data; unpack it first"},
		"binary":                {"{\x00\x01", "this is binary data: it has the byte 0x00 (byte 1)"},
		"Latin-1":               {"{\"caf\xe9\"", "this is binary data: it has the byte 0xe9 (byte 5)"},
		"escape sequence":       {"\x1b[2J", "this is binary data: it has the byte 0x1b (byte 0)"},
		"broken base64":         {`{"message":{"data":"eyJma*5kaW5n"}}`, "the base64 of a Pub/Sub message is broken at character 5 (byte 33)"},
		"base64 of no JSON":     {`{"message":{"data":"aGVsbG8="}}`, "it is not valid JSON: invalid character 'h' looking for beginning of value (inside the text at byte 29, after byte 0)"},
		"base64 of a number":    {`{"message":{"data":"Nw=="}}`, "the data of a Pub/Sub message is no object (byte 25)"},
		"nested":                {strings.Repeat("[", 200_000), "it nests deeper than 100 (byte 102)"},
		"nested objects":        {strings.Repeat(`{"a":`, 200_000), "it nests deeper than 100 (byte 506)"},
		"nested YAML":           {"a: " + strings.Repeat("[", 5000) + strings.Repeat("]", 5000), `it nests deeper than 100`},
		"second of JSON lines":  {minimal + "\n" + `{"a":1}`, "this is an object with the fields a (value 2, byte 77)"},
		"envelope in envelopes": {strings.Repeat(`{"message":{"data":`, 9) + minimal + strings.Repeat("}}", 9), "it is an envelope in an envelope and so on (byte 134)"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := intake.Decode(strings.NewReader(tt.in), intake.DefaultLimits())
			var wrong *intake.NotFinding
			if !errors.As(err, &wrong) || !strings.HasPrefix(err.Error(), expected+tt.want) {
				t.Errorf("Decode() error\n got %v\nwant %s%s", err, expected, tt.want)
			}
		})
	}
}

func TestDecodeGoesOnBehindWhatIsNone(t *testing.T) {
	in := `[{"a":1},` + minimal + `,{"b":1},{"c":1},` + strings.Replace(minimal, "f3", "f4", 1) + `]`
	findings, err := intake.Decode(strings.NewReader(in), intake.DefaultLimits())
	const want = "expected a Security Command Center finding as JSON or YAML, but this is an object with the fields a (element 1, byte 2), and 2 more like it"
	if err == nil || err.Error() != want {
		t.Errorf("Decode() error\n got %v\nwant %s", err, want)
	}
	if len(findings) != 2 || findings[1].Name.Raw() != "organizations/1/sources/2/findings/f4" {
		t.Errorf("Decode() = %v, want f3 and f4", findings)
	}
}

func TestDecodeWhatCameBeforeTheCut(t *testing.T) {
	findings, err := intake.Decode(strings.NewReader(`{"listFindingsResults":[{"finding":`+minimal+`},{"finding":{"na`), intake.DefaultLimits())
	if len(findings) != 1 || err == nil {
		t.Errorf("Decode() = %d findings, %v, want one and an error", len(findings), err)
	}
}

func TestDecodeOtherClasses(t *testing.T) {
	f, err := intake.Decode(strings.NewReader(`{"finding":{"name":"organizations/1/sources/2/findings/f","findingClass":"MISCONFIGURATION","severity":"NEW_LEVEL","wholly":{"new":1}}}`), intake.DefaultLimits())
	if err != nil || len(f) != 1 {
		t.Fatalf("Decode() = %v, %v", f, err)
	}
	if f[0].Class.Raw() != "MISCONFIGURATION" || f[0].Severity.Raw() != "NEW_LEVEL" || fmt.Sprint(f[0].Unread) != `[{wholly {"new":1} false}]` {
		t.Errorf("Decode() = %+v", f[0])
	}
}

func TestDecodeStopsWhereTheCallerDoes(t *testing.T) {
	lines := strings.Repeat(minimal+"\n", 10)
	seen := 0
	for _, err := range intake.All(strings.NewReader(lines), intake.DefaultLimits()) {
		if err != nil {
			t.Fatal(err)
		}
		seen++
		if seen == 3 {
			break
		}
	}
	if seen != 3 {
		t.Errorf("%d findings, want 3", seen)
	}
}

func TestDecodeKeepsTheReadersError(t *testing.T) {
	_, err := intake.Decode(iotest.ErrReader(os.ErrPermission), intake.DefaultLimits())
	if !errors.Is(err, os.ErrPermission) {
		t.Errorf("Decode() error %v, want %v", err, os.ErrPermission)
	}
	_, err = intake.Decode(io.MultiReader(strings.NewReader(`[{"a":"`+strings.Repeat("x", 9000)), iotest.ErrReader(os.ErrClosed)), intake.DefaultLimits())
	if !errors.Is(err, os.ErrClosed) {
		t.Errorf("Decode() error %v, want %v", err, os.ErrClosed)
	}
}

func TestLimits(t *testing.T) {
	tests := map[string]struct {
		limits intake.Limits
		in     string
		want   string
	}{
		"bytes":        {intake.Limits{Bytes: 1 << 20}, "[" + strings.Repeat(minimal+",", 20_000), "it is larger than 1 MiB"},
		"text":         {intake.Limits{Text: 1000}, `{"category":"` + strings.Repeat(`\"`, 3000), "it holds a text longer than 1000"},
		"short texts":  {intake.Limits{Text: 100}, "[" + strings.Repeat(minimal+",", 100) + minimal + "]", ""},
		"values":       {intake.Limits{Values: 100}, `{"finding":` + minimal + `,"x":[` + strings.Repeat("1,", 200) + `1]}`, "one element has more values than 100"},
		"values apart": {intake.Limits{Values: 100}, "[" + strings.Repeat(minimal+",", 200) + minimal + "]", ""},
		"findings":     {intake.Limits{Findings: 3}, strings.Repeat(minimal+"\n", 4), "it has more findings than 3"},
		"errors":       {intake.DefaultLimits(), strings.Repeat(`{"a":1}`, 5000), "(value 1, byte 1), and so on 100 times more; the rest was not read"},
		"YAML bytes":   {intake.Limits{YAML: 100}, "a: " + strings.Repeat("b", 200), "it is larger than 100"},
		"YAML values":  {intake.Limits{Values: 100}, "a:\n" + strings.Repeat("- b\n", 200), "it has more values than 100"},
		"YAML aliases": {intake.DefaultLimits(), bomb(), "it has more values than 300000"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := intake.Decode(strings.NewReader(tt.in), tt.limits)
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("Decode() error %v, want %q", err, tt.want)
			}
		})
	}
}

// bomb is a little YAML that stands for 9^9 values.
func bomb() string {
	var b strings.Builder
	b.WriteString("x0: &x0 [a,a,a,a,a,a,a,a,a]\n")
	for i := range 8 {
		fmt.Fprintf(&b, "x%d: &x%d [*x%d%s]\n", i+1, i+1, i, strings.Repeat(fmt.Sprintf(",*x%d", i), 8))
	}
	return b.String()
}

func TestFieldForms(t *testing.T) {
	at := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	times := map[string]time.Time{
		`"2026-03-04T05:06:07Z"`:                at,
		`"2026-03-04T07:06:07+02:00"`:           at,
		`"2026-03-04 05:06:07 UTC"`:             at,
		`"2026-03-04 05:06:07+00:00"`:           at,
		`"2026-03-04T05:06:07"`:                 at,
		`{"seconds":"1772600767","nanos":0.0}`:  at,
		`1772600767`:                            at,
		`"1772600767000"`:                       at,
		`1772600767000000`:                      at,
		`1772600767000000000`:                   at,
		`1.772600767E9`:                         at,
		`"1970-01-01T00:00:00Z"`:                {},
		`"0001-01-01T00:00:00+23:00"`:           {},
		`{"seconds":99999999999999,"nanos":-1}`: {},
		`0`:                                     {},
		`""`:                                    {},
		`"soon"`:                                {},
		`true`:                                  {},
		`[]`:                                    {},
	}
	for written, want := range times {
		if f := decodeField(t, "event_time", written); !f.EventTime.Equal(want) {
			t.Errorf("eventTime %s reads as %v, want %v", written, f.EventTime, want)
		}
	}
	for written, want := range map[string]int{
		`"39"`: 39, `39`: 39, `39.0`: 39, `"3.9E1"`: 39, `0`: 0, `-1`: 0, `39.5`: 0, `"x"`: 0, `99999999999`: 0, `1e300`: 0, `null`: 0,
	} {
		if f := decodeField(t, "processes", `[{"name":"p","pid":`+written+`}]`); f.Processes[0].PID != want {
			t.Errorf("pid %s reads as %d, want %d", written, f.Processes[0].PID, want)
		}
	}
}

// decodeField decodes a finding that has one field more.
func decodeField(t *testing.T, name, value string) threat.Finding {
	t.Helper()
	in := strings.TrimSuffix(minimal, "}") + `,"` + name + `":` + value + `}`
	findings, err := intake.Decode(strings.NewReader(in), intake.DefaultLimits())
	if err != nil || len(findings) != 1 {
		t.Fatalf("Decode(%s) = %v, %v", in, findings, err)
	}
	return findings[0]
}

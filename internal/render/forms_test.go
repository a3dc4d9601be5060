package render_test

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"github.com/kubectl-threat/kubectl-threat/internal/render"
	"github.com/kubectl-threat/kubectl-threat/internal/report"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

func offline(in *report.Input) {
	in.Evidence = threat.Evidence{Access: threat.Missing[threat.ClusterAccess](threat.Offline, "--offline")}
}

// foreign writes in scripts whose letters are two columns wide, or none, and has
// something around the pod.
func foreign(in *report.Input) {
	f := &in.Finding
	f.Category, f.Description = text("リバースシェル"), text("プロセスの標準入出力がリモートのソケットに接続されました。컨테이너를 확인하세요. नमस्ते")
	f.Processes[1].Args = texts("bash", "-c", "echo 你好，世界 > /tmp/数据库/日志文件.txt; echo e\u0301te\u0301 กำลังทำงาน 🇩🇪 👍🏽")
	f.Processes[1].Env = []threat.EnvVariable{{Name: text("HOME"), Value: text("/home/山田太郎")}}
	f.Files = []threat.File{{Path: text("/tmp/データ/" + strings.Repeat("長い名前", 20))}}
	look, _ := in.Evidence.Look.Get()
	look.Processes[1].Args = texts("bash", "-i", strings.Repeat("漢字", 40))
	look.Processes[2].Executable, look.Processes[2].Args = text("/tmp/バックドア"), texts("/tmp/バックドア", "ポート", "４４４４")
	in.Evidence.Look = threat.Answer(look)
	around(in, text("警告"), text("コンテナを再起動しています 🔁 "+strings.Repeat("再試行", 30)))
}

// around has the cluster tell of the pod and the pods beside it.
func around(in *report.Input, reason, message untrusted.Text) {
	same, other := true, false
	in.Evidence.Siblings = threat.Answer(threat.Siblings{Pods: []threat.Sibling{
		{Name: text("basket-6d9f7c9b8-aaaaa"), Phase: reason, Node: text("pool-a-1"), SameImage: &same, Started: event.Add(-time.Hour)},
		{Name: text("basket-6d9f7c9b8-bbbbb"), Phase: text("Running"), Node: message, SameImage: &other, Started: event.Add(-time.Minute)},
	}})
	in.Evidence.Events = threat.Answer(threat.Events{List: []threat.Event{
		{Time: event.Add(time.Minute), Count: 1, Type: text("Normal"), Reason: text("Killing"), Message: text("Stopping container basket")},
		{Time: event.Add(2 * time.Minute), Count: 3, Type: text("Warning"), Reason: reason, Message: message},
	}})
	in.Evidence.Log = threat.Answer(threat.Log{Container: text("basket"), Earlier: true, Lines: []threat.LogLine{
		{Time: event.Add(-time.Second), Text: text("GET /cart 200")},
		{Time: event, Text: message},
	}})
}

// TestForeignText writes in scripts of other widths: the columns of tables stay aligned, and no
// line is wider than the page.
func TestForeignText(t *testing.T) {
	tests := map[string]struct {
		layout  func(io.Writer, report.Report, render.Options) error
		change  func(*report.Input)
		options render.Options
	}{
		"foreign_80":       {render.Text, foreign, render.Options{}},
		"foreign_ansi_120": {render.Text, foreign, render.Options{Width: 120, Color: true, Links: true}},
		"foreign_wide_200": {render.Text, foreign, render.Options{Width: 200, Wide: true}},
		"foreign_40":       {render.Text, foreign, render.Options{Width: 40}},
		"foreign_ps_80":    {render.Processes, foreign, render.Options{}},
		"hostile_ansi_120": {render.Text, hostile, render.Options{Width: 120, Color: true, Links: true}},
		"hostile_ps_200":   {render.Processes, hostile, render.Options{Width: 200, Wide: true}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			if err := tt.layout(&out, attacked(tt.change), tt.options); err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, out.Bytes())
		})
	}
}

// TestForms holds the forms that are no lines for a terminal.
func TestForms(t *testing.T) {
	reports := map[string]report.Report{
		"live": attacked(), "foreign": attacked(foreign), "offline": attacked(offline), "hostile": attacked(hostile),
	}
	for name, r := range reports {
		t.Run(name+"_markdown", func(t *testing.T) {
			var out bytes.Buffer
			if err := render.Markdown(&out, r); err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, out.Bytes())
		})
		t.Run(name+"_html", func(t *testing.T) {
			var out bytes.Buffer
			if err := render.HTML(&out, r); err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, out.Bytes())
		})
	}
}

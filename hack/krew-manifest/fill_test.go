package main

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const blank = `apiVersion: krew/v1
spec:
  platforms:
  - sha256: "00"
    uri: https://example.com/v0.0.0/p_0.0.0_linux.tar.gz
  - sha256: "00"
    uri: https://example.com/v0.0.0/p_0.0.0_windows.zip
  version: v0.0.0
`

func TestFill(t *testing.T) {
	const linux, windows = "aa  p_1.2.3_linux.tar.gz\n", "bb *p_1.2.3_windows.zip\n"
	tests := map[string]struct {
		blank, sums string
		partial     bool
		want        string
		wantErr     string
	}{
		"all": {
			blank: blank, sums: linux + windows,
			want: `apiVersion: krew/v1
spec:
  platforms:
  - sha256: aa
    uri: https://example.com/v1.2.3/p_1.2.3_linux.tar.gz
  - sha256: bb
    uri: https://example.com/v1.2.3/p_1.2.3_windows.zip
  version: v1.2.3
`,
		},
		"one is missing": {blank: blank, sums: linux, wantErr: "spec.platforms[1]: no sum for its archive"},
		"one is left out": {
			blank: blank, sums: linux, partial: true,
			want: `apiVersion: krew/v1
spec:
  platforms:
  - sha256: aa
    uri: https://example.com/v1.2.3/p_1.2.3_linux.tar.gz
  version: v1.2.3
`,
		},
		"none is left":        {blank: blank, partial: true, wantErr: "no platform has a sum"},
		"a fixed uri":         {blank: strings.ReplaceAll(blank, "0.0.0", "1.0.0"), sums: linux, wantErr: "does not hold 0.0.0"},
		"a manifest of noise": {blank: "- 1", wantErr: "cannot unmarshal"},
		"no platforms":        {blank: "spec: {}", wantErr: "no spec.platforms"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := fill([]byte(tt.blank), "v1.2.3", parseSums(tt.sums), tt.partial)
			if tt.wantErr != "" {
				if err == nil || !strings.Contains(err.Error(), tt.wantErr) {
					t.Fatalf("got error %v, want one with %q", err, tt.wantErr)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// The release names its archives in .goreleaser.yaml; were the manifest to name
// them otherwise, the release would fail only on the day.
func TestOurManifestNamesTheReleasesArchives(t *testing.T) {
	manifest, err := os.ReadFile("../../krew/threat.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var sums strings.Builder
	for _, name := range []string{"linux_amd64.tar.gz", "linux_arm64.tar.gz", "darwin_amd64.tar.gz", "darwin_arm64.tar.gz", "windows_amd64.zip", "windows_arm64.zip"} {
		sums.WriteString("aa  kubectl-threat_1.2.3_" + name + "\n")
	}
	got, err := fill(manifest, "v1.2.3", parseSums(sums.String()), false)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(got), "sha256: aa"); n != 6 {
		t.Errorf("filled %d platforms, want 6:\n%s", n, got)
	}
}

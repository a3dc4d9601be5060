//go:build linux

package walk

import (
	"net/url"
	"strings"
	"testing"
)

func TestCommandIsConstantButForTheNonce(t *testing.T) {
	one, two := Command("AAAAAAAAAAAAAAAAAAAAAAAA"), Command("BBBBBBBBBBBBBBBBBBBBBBBB")
	if one[2] != two[2] {
		t.Error("the script differs with the nonce")
	}
	if got := one[len(one)-1]; got != "AAAAAAAAAAAAAAAAAAAAAAAA" {
		t.Errorf("last argument %q, want the nonce", got)
	}
	if strings.Contains(one[2], "\n#") || strings.Contains(one[2], "\n\t") {
		t.Error("the script still has comments or indentation")
	}
	if size := len(url.QueryEscape(one[2])); size > 8000 {
		t.Errorf("the script takes %d bytes of a request's line, want less than 8000", size)
	}
}

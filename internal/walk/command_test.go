package walk

import (
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
	if size := len(one[2]); size > 4096 {
		t.Errorf("the script has %d bytes; a request's line must stay short, want at most 4096", size)
	}
}

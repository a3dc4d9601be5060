package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

// A picture must hold all that was printed, and be XML whatever that was.
func TestPictureHoldsTheOutput(t *testing.T) {
	var out bytes.Buffer
	in := strings.NewReader("\x1b[1;31mALARM\x1b[0m <a & b>\n\x1b[7m R \x1b[0m 漢字 end of a line that is longer than the page\n")
	if err := picture(in, &out, 30, `kubectl threat "x"`); err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for decoder := xml.NewDecoder(&out); ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if data, ok := token.(xml.CharData); ok {
			text.Write(data)
		}
	}
	for _, want := range []string{`$ kubectl threat "x"`, "ALARM", "<a & b>", "R", "漢字", "longer than", "the page"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("%q is not in the picture", want)
		}
	}
}

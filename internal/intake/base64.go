package intake

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// decodeData reads the data of a Pub/Sub message: an object in base64, or as
// JSON where a tool decoded it already.
//
// Messages whose first letter was lost on the way are known from the field. It
// is put back where that makes an object, for which there is one way only: "{"
// in front of a letter or a blank gives an "e".
func (d *decoder) decodeData(data *node) (inner *node, restored bool, err error) {
	encoded := strings.Join(strings.Fields(data.text), "")
	if strings.HasPrefix(encoded, "{") {
		inner, err = d.inner(data.text, data.where)
		return inner, false, err
	}
	decoded, broken := fromBase64(encoded)
	if broken == nil {
		if inner, err = d.inner(decoded, data.where); err == nil {
			return inner, false, nil
		}
	}
	if again, worse := fromBase64("e" + encoded); worse == nil {
		if inner, failed := d.inner(again, data.where); failed == nil {
			return inner, true, nil
		}
	}
	if broken != nil {
		err = &NotFinding{Got: "the base64 of a Pub/Sub message is broken" + position(broken), Where: data.where, Err: broken}
	}
	return nil, false, err
}

// fromBase64 takes both alphabets, with padding or without.
func fromBase64(encoded string) (string, error) {
	encoded = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(encoded, "="))
	decoded, err := base64.RawStdEncoding.DecodeString(encoded)
	return string(decoded), err
}

func position(err error) string {
	var corrupt base64.CorruptInputError
	if errors.As(err, &corrupt) {
		return fmt.Sprintf(" at character %d", int64(corrupt))
	}
	return ""
}

// inner reads JSON that stands inside a text, which must be an object.
func (d *decoder) inner(body, where string) (*node, error) {
	if d.skimmer != nil && !d.exact {
		return d.skimmer.inner(body)
	}
	p := newParser(strings.NewReader(body), d.limits)
	n, err := p.element(0)
	if err != nil {
		return nil, at(err, "inside the text at "+where)
	}
	if n.kind != object {
		return nil, &NotFinding{Got: "the data of a Pub/Sub message is no object", Where: where}
	}
	return n, nil
}

package resolve

import (
	"errors"
	"fmt"

	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// BadName says that a finding holds a name which the system that it should name
// something in would never have given.
type BadName struct {
	Field string         // where the finding has it, such as "pod name"
	Value untrusted.Text // what it holds
	Rule  string         // what it should be, such as "a lowercase RFC 1123 label"
}

// maxShown is how much of a refused name an error shows, in bytes: the longest
// valid name has 253.
const maxShown = 80

// Error names the field, the value in escaped form and the rule, on one line.
func (e *BadName) Error() string {
	if e.Value.IsZero() {
		return fmt.Sprintf("the finding gives no %s", e.Field)
	}
	shown := `"` + e.Value.String() + `"`
	if raw := e.Value.Raw(); len(raw) > maxShown {
		shown = `"` + untrusted.Escape(raw[:maxShown]) + `"…`
	}
	return fmt.Sprintf("the finding's %s is refused: %s is not %s", e.Field, shown, e.Rule)
}

// refusals gathers what was refused on the way to a target.
type refusals struct{ errs []error }

func (r *refusals) add(err error) {
	if err != nil {
		r.errs = append(r.errs, err)
	}
}

// take returns a name as a plain string if it obeys the rule. A name that is
// empty is absent, not bad. A refused name gives the empty string too.
func (r *refusals) take(field string, value untrusted.Text, rule rule) string {
	if value.IsZero() {
		return ""
	}
	if !rule.holds(value.Raw()) {
		r.add(&BadName{Field: field, Value: value, Rule: rule.words})
		return ""
	}
	return value.Raw()
}

// err returns nothing, the one refusal, or all of them joined on one line.
func (r *refusals) err() error {
	if len(r.errs) <= 1 {
		return errors.Join(r.errs...)
	}
	return several(r.errs)
}

// several is errors.Join for one line.
type several []error

func (s several) Error() string {
	text := s[0].Error()
	for _, err := range s[1:] {
		text += "; " + err.Error()
	}
	return text
}

// BadNames returns every refusal that an error of Target holds.
func BadNames(err error) []*BadName {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		var list []*BadName
		for _, one := range many.Unwrap() {
			list = append(list, BadNames(one)...)
		}
		return list
	}
	var bad *BadName
	if errors.As(err, &bad) {
		return []*BadName{bad}
	}
	return nil
}

func (s several) Unwrap() []error { return s }

package intake

import "strings"

// dialect says in words in which form the finding came.
func (p parts) dialect() string {
	if p.logEntry {
		return "Cloud Logging entry of Event Threat Detection"
	}
	form, console := p.form()
	if p.whole != p.body && p.whole.has("sourceproperties") && !console {
		form += ", sourceProperties beside the finding"
	}
	if p.printed {
		form += ", unset fields printed"
	}
	if snake, camel := p.body.spelling(); snake && camel {
		form += ", keys in mixed case"
	}
	return form
}

// form names the objects around the finding, and tells whether they are the
// console's, which has sourceProperties beside the finding always.
func (p parts) form() (name string, console bool) {
	switch {
	case p.whole.has("findingid") || p.whole.has("sourceid") && p.whole.has("finding"):
		return "BigQuery row", false
	case p.body.has("resource"):
		return "console JSON, all within the finding", true
	case p.whole == p.body:
		return "bare " + p.version() + " finding", false
	case p.console():
		return "console JSON", true
	case p.whole.has("notificationconfigname"):
		return p.version() + " notification", false
	}
	return p.version() + " ListFindings result", false
}

// version tells the API version: only names of v2 hold a location, and only its
// resources have metadata by cloud.
func (p parts) version() string {
	for _, key := range []string{"name", "canonicalname"} {
		if strings.Contains(p.body.peek(key), "/locations/") {
			return "v2"
		}
	}
	if p.resource.has("gcpmetadata", "resourcepath", "cloudprovider") {
		return "v2"
	}
	return "v1"
}

// console reports whether the object is what the console's JSON tab shows: its
// resource is in snake_case, and its finding may be called FINDINGS.
func (p parts) console() bool {
	for _, m := range p.whole.members {
		if m.name == "FINDINGS" || m.name == "findings" {
			return true
		}
	}
	snake, camel := p.resource.spelling()
	return snake && !camel
}

// spelling reports how the fields of an object and of those within it are written.
func (n *node) spelling() (snake, camel bool) {
	for _, name := range n.fieldNames() {
		snake, camel = snake || isSnake(name), camel || isCamel(name)
	}
	return snake, camel
}

// fieldNames lists the fields of an object and of those within it, except where
// the sender has no say in them.
func (n *node) fieldNames() []string {
	if n == nil {
		return nil
	}
	var list []string
	for _, m := range n.members {
		list = append(list, m.name)
		if m.key != "sourceproperties" && m.key != "resource" {
			list = append(list, m.value.fieldNames()...)
		}
	}
	return list
}

func isSnake(name string) bool { return strings.Contains(name, "_") && name == strings.ToLower(name) }

func isCamel(name string) bool {
	return !strings.Contains(name, "_") && name != strings.ToLower(name) && name != strings.ToUpper(name)
}

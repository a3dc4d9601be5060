package intake

import "strings"

// dialect says in words in which form the finding came.
func (p parts) dialect() string {
	var form string
	switch {
	case p.logEntry:
		return "Cloud Logging entry of Event Threat Detection"
	case p.whole.has("findingid") || p.whole.has("sourceid") && p.whole.has("finding"):
		form = "BigQuery row"
	case p.whole == p.body && p.body.has("resource"):
		form = "console JSON, all within the finding"
	case p.whole == p.body:
		form = "bare " + p.version() + " finding"
	case p.body.has("resource"):
		form = "console JSON, all within the finding"
	case p.console():
		form = "console JSON"
	case p.whole.has("notificationconfigname"):
		form = p.version() + " notification"
	default:
		form = p.version() + " ListFindings result"
	}
	if p.whole != p.body && p.whole.has("sourceproperties") && !strings.HasPrefix(form, "console") {
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

// spelling reports how the fields of an object and of those right below it are
// written.
func (n *node) spelling() (snake, camel bool) {
	if n == nil {
		return false, false
	}
	look := func(n *node) {
		for _, m := range n.members {
			snake = snake || strings.Contains(m.name, "_") && m.name == strings.ToLower(m.name)
			camel = camel || !strings.Contains(m.name, "_") && m.name != strings.ToLower(m.name) && m.name != strings.ToUpper(m.name)
		}
	}
	look(n)
	for _, m := range n.members {
		if m.key != "sourceproperties" && m.key != "resource" && m.value != nil && m.value.kind == object {
			look(m.value)
		}
	}
	return snake, camel
}

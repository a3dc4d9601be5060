package intake

import "github.com/kubectl-threat/kubectl-threat/internal/threat"

// access reads who called. A caller without an email address is known by the
// subject of an identity pool, or by a name that some system gave.
func access(n *node) threat.Access {
	email, subject, user := n.get("principalemail").str(), n.get("principalsubject").str(), n.get("username").str()
	a := threat.Access{
		Principal: either(email, either(subject, user)),
		Subject:   subject,
		User:      user,
		CallerIP:  n.get("callerip").str(),
		Region:    n.get("calleripgeo").get("regioncode").str(),
		Method:    n.get("methodname").str(),
		Service:   n.get("servicename").str(),
		UserAgent: n.get("useragent", "useragentfamily").str(),
		Key:       n.get("serviceaccountkeyname").str(),
	}
	if a.Subject == a.Principal {
		a.Subject = textOf("")
	}
	if a.User == a.Principal {
		a.User = textOf("")
	}
	for _, by := range n.get("serviceaccountdelegationinfo").each() {
		a.DelegatedBy = appendSet(a.DelegatedBy, either(by.get("principalemail").str(), by.get("principalsubject").str()))
	}
	return a
}

// logEntries reads which entries of Cloud Logging a finding was made from.
func logEntries(n *node) []threat.LogEntry {
	var list []threat.LogEntry
	for _, item := range n.each() {
		entry := item.get("cloudloggingentry")
		list = appendLogEntry(list, threat.LogEntry{
			InsertID:  entry.get("insertid").str(),
			LogID:     entry.get("logid").str(),
			Container: entry.get("resourcecontainer").str(),
			Time:      entry.get("timestamp").when(),
		})
	}
	return list
}

// appendLogEntry adds an entry that is not there yet; the typed field and the
// evidence in sourceProperties name the same ones.
func appendLogEntry(list []threat.LogEntry, entry threat.LogEntry) []threat.LogEntry {
	if entry.InsertID.IsZero() {
		return list
	}
	for i := range list {
		if list[i].InsertID == entry.InsertID {
			return list
		}
	}
	return append(list, entry)
}

// marks reads the security marks, a map of the responders' own.
func marks(n *node) []threat.Label {
	n.get("name", "canonicalname") // the finding's own with /securityMarks behind it
	return labels(n.get("marks"))
}

// labels reads labels in each form they have: [{name, value}], [{key, value}], and
// an object with a field per label.
func labels(n *node) []threat.Label {
	var list []threat.Label
	for _, item := range n.each() {
		if item.has("name", "key") && item.has("value") {
			list = append(list, threat.Label{Name: item.get("name", "key").str(), Value: item.get("value").str()})
			continue
		}
		for _, m := range item.members {
			m.read = true
			list = append(list, threat.Label{Name: textOf(m.name), Value: m.value.str()})
		}
	}
	return list
}

// contacts reads whom SCC notifies: {KIND: {contacts: [{email}]}}.
func contacts(n *node) []threat.Contact {
	var list []threat.Contact
	for _, kind := range n.mapped().fields() {
		for _, contact := range kind.value.get("contacts").each() {
			if email := contact.get("email").str(); !email.IsZero() {
				kind.read = true
				list = append(list, threat.Contact{Kind: textOf(kind.name), Email: email})
			}
		}
	}
	return list
}

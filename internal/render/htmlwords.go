package render

// wordsMarkup writes spans in their looks.
func wordsMarkup(spans words) []markup {
	var holds []markup
	for _, one := range spans {
		if one.text == "" {
			continue
		}
		inner := sentenceMarkup(one.text)
		if one.look == asName {
			inner = []markup{tag("code", "", chars(one.text))}
		}
		if one.page != "" && knownPage(one.page) {
			link := tag("a", "", inner...).with("href", one.page).with("rel", "noopener noreferrer").with("target", "_blank")
			inner = []markup{link}
		}
		if class := one.look.class(); class != "" {
			inner = []markup{tag("span", class, inner...)}
		}
		holds = append(holds, inner...)
	}
	return holds
}

// sentenceMarkup sets the names within a sentence as code.
func sentenceMarkup(s string) []markup {
	var holds []markup
	for _, p := range pieces(s, false) {
		if p.name {
			holds = append(holds, tag("code", "", chars(p.text)))
			continue
		}
		holds = append(holds, chars(p.text))
	}
	return holds
}

// class is what the style sheet calls a look.
func (l look) class() string {
	switch l {
	case asPlain, asName:
	case asStrong:
		return "strong"
	case asFaint:
		return "faint"
	case asAlarm:
		return "alarm"
	case asWarn:
		return "warn"
	case asGood:
		return "good"
	}
	return ""
}

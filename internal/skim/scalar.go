package skim

// scalarEnd returns where a number, true, false or null ends, or the complement
// of where it is none of them.
func scalarEnd(text []byte, i int) int {
	switch text[i] {
	case 't':
		return wordEnd(text, i, "true")
	case 'f':
		return wordEnd(text, i, "false")
	case 'n':
		return wordEnd(text, i, "null")
	}
	return numberEnd(text, i)
}

func wordEnd(text []byte, i int, word string) int {
	for n := range len(word) {
		if text[i+n] != word[n] {
			return ^(i + n)
		}
	}
	return i + len(word)
}

// numberEnd follows the grammar of RFC 8259, section 6.
func numberEnd(text []byte, i int) int {
	if text[i] == '-' {
		i++
	}
	if text[i] == '0' {
		i++
	} else if i = digitsEnd(text, i); i < 0 {
		return i
	}
	if text[i] == '.' {
		if i = digitsEnd(text, i+1); i < 0 {
			return i
		}
	}
	if text[i]|0x20 != 'e' {
		return i
	}
	i++
	if text[i] == '+' || text[i] == '-' {
		i++
	}
	return digitsEnd(text, i)
}

// digitsEnd steps over one digit or more.
func digitsEnd(text []byte, i int) int {
	if !isDigit(text[i]) {
		return ^i
	}
	for isDigit(text[i]) {
		i++
	}
	return i
}

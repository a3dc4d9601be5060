package resolve

// isLocation takes a region, or a zone, which has one part more behind the
// region's number: a letter, or a few signs for the zones that hold only
// accelerators, such as us-central1-ai1a.
func isLocation(s string) bool {
	zone := regionEnd(s)
	if zone < 0 || zone == len(s) {
		return zone > 0
	}
	const longest = 8
	return s[zone] == '-' && isWord(s[zone+1:], longest, "")
}

func isRegion(s string) bool { return s != "" && regionEnd(s) == len(s) }

// regionEnd returns where a region ends that s begins with, or -1: two to four
// words, such as europe-west, and a number of up to three digits.
func regionEnd(s string) int {
	words, i := 0, 0
	for {
		end := endOf(isLower, s, i)
		if length := end - i; length < 2 || length > 20 {
			return -1
		}
		words, i = words+1, end
		if i == len(s) || s[i] != '-' {
			break
		}
		i++
	}
	end := endOf(isDigit, s, i)
	if digits := end - i; words < 2 || words > 4 || digits < 1 || digits > 3 {
		return -1
	}
	return end
}

// endOf returns where the signs of a kind end that stand at i.
func endOf(kind func(byte) bool, s string, i int) int {
	for i < len(s) && kind(s[i]) {
		i++
	}
	return i
}

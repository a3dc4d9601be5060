package intake

// wanted says what a list reads of a value. It decides nothing about a finding:
// what it leaves out is skipped, and the rest goes through the same code as a
// finding that is read in full. A test holds that whatever this code asks for on
// the way to a heading is wanted.
type wanted struct {
	// fields are those of an object, by their keys; all others are skipped. Of a
	// list, every item is read so.
	fields map[string]field
	// rare says that a value here changes how its surroundings are read, so that
	// the whole element is read in full.
	rare bool
	// lately holds what became of the names that were looked up lately.
	lately [latelySize]spelledField
	// page says that a list here holds elements. At the top of the input it is read
	// one by one, elsewhere its element is read in full.
	page bool
	// again says that the same object comes in many findings.
	again bool
	// whole says that an object is read with all its fields, whose names are a
	// person's own.
	whole bool
}

type field struct {
	key  string // as fields has it, to save making it anew
	want *wanted
}

// spelledField is what a name is of, which may be nothing that is wanted.
type spelledField struct {
	name  string
	field field
}

// latelySize is a power of two, well above the number of fields of an object.
const latelySize = 1 << 7

// field returns the wanted field of a name, if it is one. The same few names come
// a million times, and are known by how they are spelled.
func (w *wanted) field(name []byte) field {
	known := &w.lately[spelling(name)%latelySize]
	if known.name != string(name) {
		*known = spelledField{string(name), w.fields[keyOf(string(name))]}
	}
	return known.field
}

func (w *wanted) add(want *wanted, keys ...string) *wanted {
	if w.fields == nil {
		w.fields = map[string]field{}
	}
	for _, key := range keys {
		w.fields[key] = field{key, want}
	}
	return w
}

// plainly wants fields that are read as they are.
func plainly(keys ...string) *wanted { return new(wanted).add(&wanted{}, keys...) }

func rarely() *wanted { return &wanted{rare: true} }

// wantedElement is what a list reads of an element: a finding, or an object
// around one.
func wantedElement() *wanted {
	body := wantedBody()
	element := wantedBody().
		add(body, "finding").
		add(&wanted{fields: body.fields, page: true}, "findings").
		add(&wanted{rare: true, page: true}, "listfindingsresults", "receivedmessages", "entries")
	return element.add(element, "data").add(new(wanted).add(element, "data"), "message")
}

func wantedBody() *wanted {
	return plainly("name", "canonicalname", "category", "findingclass", "severity", "state", "mute",
		"parentdisplayname", "sourcedisplayname", "resourcename").
		add(rarely(), "jsonpayload", "apiversion").
		add(wantedTime(), "eventtime", "createtime").
		add(wantedResource(), "resource").
		add(wantedContainers(), "containers").
		add(wantedKubernetes(), "kubernetes").
		add(wantedProperties(), "sourceproperties")
}

func wantedTime() *wanted { return plainly("seconds", "nanos") }

func wantedResource() *wanted {
	google := plainly("projectdisplayname", "project", "projectname", "parent", "parentname")
	folders := plainly("resourcefolder", "resourcefolderdisplayname")
	w := plainly("name", "type", "displayname", "projectdisplayname", "projectname", "project",
		"location", "parentname", "parent").add(google.add(folders, "folders"), "gcpmetadata").add(folders, "folders")
	w.again = true
	return w
}

func wantedContainers() *wanted {
	return plainly("name", "uri", "imageuri", "imageid").
		add(wantedTime(), "createtime").add(&wanted{whole: true}, "labels")
}

func wantedKubernetes() *wanted {
	pods := plainly("ns", "name", "kind").add(wantedContainers(), "containers").add(&wanted{whole: true}, "labels")
	nodes := plainly("name")
	pools := plainly("name").add(nodes, "nodes")
	return new(wanted).add(pods, "pods", "objects").add(nodes, "nodes").add(pools, "nodepools")
}

func wantedProperties() *wanted {
	network := protobuf().add(protobuf(), "project", "location")
	source := protobuf().add(protobuf(), "projectid").add(protobuf().add(protobuf(), "seconds", "nanos"), "timestamp")
	return protobuf().
		add(protobuf(), "podnamespace", "podname", "containername", "containerimageuri", "vminstancename",
			"projectid", "detectionpriority", "severitylevel").
		add(protobuf().add(protobuf(), "instancedetails").add(network, "network"), "properties").
		add(protobuf().add(protobuf(), "gcpresourcename"), "affectedresources").
		add(protobuf().add(source, "sourcelogid"), "evidence")
}

// protobuf wants a value that may be written as google.protobuf.Value, or as a
// list of pairs: it is known by these fields, and then read in full.
func protobuf() *wanted {
	return new(wanted).add(rarely(), "stringvalue", "numbervalue", "boolvalue", "listvalue", "structvalue", "key")
}

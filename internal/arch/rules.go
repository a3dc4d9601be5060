package arch

// module is the path that our own imports begin with.
const module = "github.com/kubectl-threat/kubectl-threat"

// wire is the one file that may join the seams to their adapters.
const wire = "pkg/plugin/wire.go"

// jsonpath reaches no cluster: it only evaluates the expressions that kubectl's
// users know.
const jsonpath = "k8s.io/client-go/util/jsonpath"

// kubeconfigReader reaches no cluster either: it reads and writes kubeconfig files.
const kubeconfigReader = "k8s.io/client-go/tools/clientcmd"

// placed maps each package, by its folder, to the packages of ours that it may
// import. A package that is missing here fails the check, so that a new one is
// placed on purpose. A key or a value that ends in "/..." covers a whole folder.
//
// Stages share nothing but the vocabulary, internal/threat: values go one way,
// and only internal/investigate knows in which order.
func placed() map[string][]string {
	return map[string][]string{
		"cmd/kubectl-threat": {"pkg/plugin"},
		"pkg/plugin":         {"internal/...", "pkg/exec"},
		"pkg/exec":           {},
		"pkg/exec/exectest":  {"pkg/exec"},

		"internal/untrusted":  {},
		"internal/quote":      {},
		"internal/skim":       {}, // JSON and nothing of findings, so that it is no stage
		"internal/kubeconfig": {},
		"internal/threat":     {"internal/untrusted"},

		"internal/screen":    {"internal/untrusted"},
		"internal/recording": {"internal/untrusted"},
		"internal/tty":       {},
		"internal/shell":     {"internal/screen", "internal/recording", "internal/tty", "pkg/exec"},

		"internal/casefile":  {"internal/untrusted"},
		"internal/catalogue": {"internal/threat", "internal/untrusted"},
		"internal/intake":    {"internal/threat", "internal/untrusted", "internal/skim"},
		"internal/resolve":   {"internal/threat", "internal/untrusted"},
		"internal/walk":      {"internal/threat", "internal/untrusted"},
		"internal/gather":    {"internal/threat"},
		"internal/assess":    {"internal/threat", "internal/untrusted"},
		"internal/report":    {"internal/threat", "internal/untrusted", "internal/catalogue", "internal/quote"},
		"internal/render":    {"internal/report", "internal/threat", "internal/untrusted"},

		"internal/gke": {"internal/threat", "internal/untrusted", "internal/gather", "internal/walk", "pkg/exec"},

		"internal/gcloud":       {},
		"internal/creds":        {"internal/gcloud", "internal/threat"},
		"internal/googleapi":    {"internal/quote", "internal/threat"},
		"internal/containerapi": {"internal/googleapi", "internal/quote", "internal/threat"},

		"internal/investigate": {
			"internal/threat", "internal/untrusted", "internal/catalogue", "internal/intake", "internal/resolve",
			"internal/walk", "internal/gather", "internal/assess", "internal/report", "internal/render",
		},

		"internal/arch": {},
		"hack/...":      {},
		"test/...":      {"internal/...", "pkg/...", "test/..."},
	}
}

// confined lists imports that only some folders or files may have, each with
// the reason that a reader of the failure is told. It binds what ships, not tests.
func confined() []confinement {
	return []confinement{
		{
			imports: []string{
				module + "/internal/gke", module + "/internal/cloudrun", module + "/internal/scc", module + "/internal/intake",
				module + "/internal/creds", module + "/internal/containerapi",
			},
			to:      []string{wire, "internal/investigate", "test/..."},
			because: "only " + wire + " joins the seams to their adapters",
		},
		{
			imports: []string{"k8s.io/client-go"},
			except:  []string{jsonpath, kubeconfigReader},
			to:      []string{"pkg/exec/...", "internal/gke", wire, "test/...", "hack/startup/peer"},
			because: "everything else stays testable without a cluster",
		},
		{
			imports: []string{kubeconfigReader},
			to:      []string{"internal/kubeconfig", "internal/gke", wire, "test/...", "hack/startup/peer"},
			because: "one package changes kubeconfigs, and one reads them to get to a cluster",
		},
		{
			imports: []string{jsonpath},
			to:      []string{"internal/render"},
			because: "it is a form of output",
		},
		{
			imports: []string{"k8s.io/cli-runtime", "github.com/spf13/cobra", "github.com/spf13/pflag"},
			except:  []string{"k8s.io/cli-runtime/pkg/genericiooptions"},
			to:      []string{"pkg/plugin", "test/..."},
			because: "the command line has one home",
		},
		{
			imports: []string{"k8s.io/cli-runtime/pkg/genericiooptions"},
			to:      []string{"pkg/plugin", "cmd/kubectl-threat", "test/..."},
			because: "the streams are the command line's, and a writer is enough for all else",
		},
		{
			imports: []string{"github.com/charmbracelet/lipgloss", "github.com/muesli/termenv"},
			to:      []string{"internal/render", "pkg/plugin"},
			because: "style is added last, when all text has been escaped",
		},
		{
			imports: []string{"text/template", "html/template"},
			to:      []string{"hack/...", "test/..."},
			because: "they reach reflect.Value.MethodByName, which switches the linker's pruning of methods off and adds 20 MB",
		},
		{
			imports: []string{"github.com/yuin/goldmark", "golang.org/x/net/html"},
			to:      []string{"test/wellformed"},
			because: "what is printed is read back in tests alone",
		},
		{
			imports: []string{module + "/test", module + "/hack"},
			to:      []string{"test/...", "hack/..."},
			because: "what ships does not depend on what tests it",
		},
	}
}

// standardOnly names the packages that import nothing but the standard library,
// because the safety of all output rests on them and they are read in one sitting.
func standardOnly() []string {
	return []string{"internal/untrusted", "internal/quote", "internal/skim", "internal/arch"}
}

// testsMay lists what the tests of a package may import besides what the package
// itself may: fakes that exist for tests, and where a golden is to show the real
// thing the stage in front.
func testsMay(folder string) []string {
	fakes := []string{"pkg/exec/exectest", "test/..."}
	switch folder {
	case "internal/report", "internal/render":
		return append(fakes, "internal/assess")
	case "internal/creds":
		return append(fakes, "internal/gather")
	}
	return fakes
}

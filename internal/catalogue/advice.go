package catalogue

// Advice is one point of the response plan that a type's page gives.
type Advice string

// The points that the pages of control-plane findings make.
const (
	ConfirmPod         Advice = "confirm-pod"        // is the pod legitimate
	Principal          Advice = "principal"          // other malicious signs from whoever called
	AskOwner           Advice = "ask-owner"          // a person called: ask the account's owner
	TraceAccount       Advice = "trace-account"      // a service account called: find the source
	RemovePod          Advice = "remove-pod"         // with its bindings and service accounts
	ReviewBindings     Advice = "review-bindings"    // and remove those that nobody needs
	AvoidDefaults      Advice = "avoid-defaults"     // default roles and groups of Kubernetes
	CSREvents          Advice = "csr-events"         // what else was done to certificate signing requests
	CSRActor           Advice = "csr-actor"          // did another than its creator approve or delete it
	RotateCredentials  Advice = "rotate-credentials" //nolint:gosec // a word, no credential
	IdentifyWorkload   Advice = "identify-workload"
	DeleteWorkload     Advice = "delete-workload"
	DeleteAccount      Advice = "delete-account"
	ReviewPodSpec      Advice = "review-pod-spec"
	ReduceCapabilities Advice = "reduce-capabilities"
	WebhookPurpose     Advice = "webhook-purpose"
	WebhookScope       Advice = "webhook-scope"
	WebhookMonitor     Advice = "webhook-monitor"
	WebhookRemove      Advice = "webhook-remove"
	StaticManifest     Advice = "static-manifest"
	StaticAlternative  Advice = "static-alternative"
	StaticMonitor      Advice = "static-monitor"
	LeastPrivilege     Advice = "least-privilege"
	ReviewRole         Advice = "review-role"
	AvoidVerbs         Advice = "avoid-verbs" // bind, escalate and impersonate
	APICall            Advice = "api-call"    // its nature, and what it reached
	BlockTor           Advice = "block-tor"
	SecretsScope       Advice = "secrets-scope"
	SecretsLog         Advice = "secrets-log"
	RBACLog            Advice = "rbac-log"
	CheckJob           Advice = "check-job"
	DeleteJob          Advice = "delete-job"
	CheckImage         Advice = "check-image"
	ReplaceContainer   Advice = "replace-container"
)

// CommonResponse is what the pages of control-plane findings have in common, for
// a type whose own page gives no plan or was not seen.
func CommonResponse() []Advice { return []Advice{Principal, AskOwner, TraceAccount} }

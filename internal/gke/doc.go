// Package gke is the scene of a finding that points into a GKE cluster: how to
// get there, what may be asked, and one file for each question.
//
// All names in requests come from a threat.Target, which holds validated names
// only, or from the API server's answers, which are validated here. Everything
// that an answer holds is untrusted text.
package gke

package google

import (
	"fmt"
	"net/http"
)

// resourceManager tells a project's id from its number
// (cloud.google.com/resource-manager/reference/rest/v3/projects/get).
func (s *Server) resourceManager() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v3/projects/{project}", func(w http.ResponseWriter, r *http.Request) {
		const permission = "resourcemanager.projects.get"
		account, ok := s.caller(w, r)
		if !ok || !s.params(w, r) {
			return
		}
		project, known := s.project(r.PathValue("project"))
		if !known || !s.may(account, permission) {
			fail(w, http.StatusForbidden, "PERMISSION_DENIED",
				fmt.Sprintf("The caller does not have permission on resource projects/%s (or it may not exist)", r.PathValue("project")))
			return
		}
		answer(w, map[string]string{
			"name": "projects/" + project.Number, "projectId": project.ID, "state": "ACTIVE", "displayName": project.ID,
		})
	})
	mux.HandleFunc("/", s.unknown)
	return mux
}

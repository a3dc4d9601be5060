package gcloud

import (
	"os"
	"path/filepath"
	"testing"
)

func TestProperties(t *testing.T) {
	folder := t.TempDir()
	if err := os.MkdirAll(filepath.Join(folder, "configurations"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"active_config":                 "work\n",
		"configurations/config_work":    "[core]\nproject = retail-live-4471\n# account = no\n\n[container]\nuse_application_default_credentials = True\n",
		"configurations/config_default": "[core]\nproject = other\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tests := map[string]struct {
		env     map[string]string
		project string
		on      bool
	}{
		"the active one":           {nil, "retail-live-4471", true},
		"another one":              {map[string]string{"CLOUDSDK_ACTIVE_CONFIG_NAME": "default"}, "other", false},
		"none":                     {map[string]string{"CLOUDSDK_ACTIVE_CONFIG_NAME": "NONE"}, "", false},
		"no way out of the folder": {map[string]string{"CLOUDSDK_ACTIVE_CONFIG_NAME": "../configurations/config_work"}, "", false},
		"the environment first":    {map[string]string{"CLOUDSDK_CORE_PROJECT": "mine", "GOOGLE_CLOUD_PROJECT": "no", "CLOUDSDK_CONTAINER_USE_APPLICATION_DEFAULT_CREDENTIALS": "false"}, "mine", false},
		"Cloud Shell":              {map[string]string{"GOOGLE_CLOUD_PROJECT": "shell"}, "shell", true},
	}
	for what, tt := range tests {
		t.Run(what, func(t *testing.T) {
			c := Load(func(name string) string {
				if name == "CLOUDSDK_CONFIG" {
					return folder
				}
				return tt.env[name]
			}, "/nowhere")
			if c.Project() != tt.project || c.On("container/use_application_default_credentials") != tt.on {
				t.Errorf("project %q, ADC %v", c.Project(), c.On("container/use_application_default_credentials"))
			}
		})
	}
	if got := Load(func(string) string { return "" }, "/home/a").Folder(); got != filepath.FromSlash("/home/a/.config/gcloud") {
		t.Errorf("the folder is %s", got)
	}
}

// Package gcloud is what the machine's gcloud knows: its properties, and the
// account that it is signed in with. Only the latter needs the program itself.
package gcloud

import (
	"bufio"
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// Config is gcloud's configuration.
type Config struct {
	getenv func(string) string
	folder string
	file   map[string]string // by SECTION/NAME
}

// Load reads the active configuration. One that can't be read holds nothing: the
// environment still counts, and gcloud is not needed at all.
func Load(getenv func(string) string, home string) Config {
	c := Config{getenv: getenv, folder: Folder(getenv, home)}
	name := getenv("CLOUDSDK_ACTIVE_CONFIG_NAME")
	if name == "" {
		active, _ := os.ReadFile(filepath.Join(c.folder, "active_config"))
		name = strings.TrimSpace(string(active))
	}
	if name == "" {
		name = "default"
	}
	if name != "NONE" && name == filepath.Base(name) {
		content, _ := os.ReadFile(filepath.Join(c.folder, "configurations", "config_"+name)) //nolint:gosec // one file of gcloud's own folder
		c.file = properties(content)
	}
	return c
}

// Folder is where gcloud keeps what it knows. In Cloud Shell it is another one in
// each session.
func Folder(getenv func(string) string, home string) string {
	if own := getenv("CLOUDSDK_CONFIG"); own != "" {
		return own
	}
	if data := getenv("APPDATA"); runtime.GOOS == "windows" && data != "" {
		return filepath.Join(data, "gcloud")
	}
	return filepath.Join(home, ".config", "gcloud")
}

// Folder is where this configuration is.
func (c Config) Folder() string { return c.folder }

// Get returns a property by its name, SECTION/NAME: from the environment variable
// CLOUDSDK_SECTION_NAME, else from the file
// (cloud.google.com/sdk/docs/properties#setting_properties_using_environment_variables).
func (c Config) Get(name string) string {
	if value := c.getenv("CLOUDSDK_" + strings.ToUpper(strings.ReplaceAll(name, "/", "_"))); value != "" {
		return value
	}
	return c.file[name]
}

// On tells whether a property is switched on.
func (c Config) On(name string) bool {
	switch strings.ToLower(c.Get(name)) {
	case "true", "1", "on", "yes", "y":
		return true
	}
	return false
}

// Project is the project that the user works in, empty where nothing says so. In
// Cloud Shell the environment knows it.
func (c Config) Project() string {
	for _, variable := range []string{"CLOUDSDK_CORE_PROJECT", "GOOGLE_CLOUD_PROJECT", "DEVSHELL_PROJECT_ID"} {
		if project := c.getenv(variable); project != "" {
			return project
		}
	}
	return c.file["core/project"]
}

// properties reads a file of sections as Python's configparser writes them.
func properties(content []byte) map[string]string {
	found := map[string]string{}
	section := ""
	lines := bufio.NewScanner(bytes.NewReader(content))
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if strings.HasPrefix(line, "#") || strings.HasPrefix(line, ";") {
			continue
		}
		if name, ok := strings.CutPrefix(line, "["); ok {
			section = strings.TrimSuffix(name, "]")
			continue
		}
		if key, value, ok := strings.Cut(line, "="); ok {
			found[section+"/"+strings.TrimSpace(key)] = strings.TrimSpace(value)
		}
	}
	return found
}

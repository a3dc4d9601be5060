package main

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"sigs.k8s.io/yaml"
)

// blankVersion is what stands in the manifest's version and in its URIs until
// a release fills it in.
const blankVersion = "0.0.0"

// parseSums reads the output format of sha256sum: archive name to hex sum.
func parseSums(text string) map[string]string {
	sums := map[string]string{}
	for line := range strings.Lines(text) {
		if sum, name, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			sums[strings.TrimLeft(name, " *")] = sum
		}
	}
	return sums
}

// fill returns the manifest with version and sums in place. Each platform's
// archive must have a sum; partial drops the platforms without, since a
// snapshot holds only some.
func fill(blank []byte, version string, sums map[string]string, partial bool) ([]byte, error) {
	var manifest map[string]any
	if err := yaml.UnmarshalStrict(blank, &manifest); err != nil {
		return nil, err
	}
	spec, ok := manifest["spec"].(map[string]any)
	if !ok {
		return nil, errors.New("no spec")
	}
	platforms, ok := spec["platforms"].([]any)
	if !ok {
		return nil, errors.New("no spec.platforms")
	}
	var filled []any
	for i, platform := range platforms {
		p, ok := platform.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("spec.platforms[%d] is no object", i)
		}
		name, err := setURI(p, version)
		if err != nil {
			return nil, fmt.Errorf("spec.platforms[%d]: %w", i, err)
		}
		sum, ok := sums[name]
		if !ok && partial {
			continue
		}
		if !ok {
			return nil, fmt.Errorf("no sum for %s", name)
		}
		p["sha256"] = sum
		filled = append(filled, p)
	}
	if len(filled) == 0 {
		return nil, errors.New("no platform has a sum")
	}
	spec["version"] = version
	spec["platforms"] = filled
	return yaml.Marshal(manifest)
}

// setURI puts the version into a platform's URI and returns the archive's name.
func setURI(platform map[string]any, version string) (string, error) {
	uri, ok := platform["uri"].(string)
	if !ok || !strings.Contains(uri, blankVersion) {
		return "", fmt.Errorf("uri %q does not hold %s", uri, blankVersion)
	}
	uri = strings.ReplaceAll(uri, blankVersion, strings.TrimPrefix(version, "v"))
	platform["uri"] = uri
	return path.Base(uri), nil
}

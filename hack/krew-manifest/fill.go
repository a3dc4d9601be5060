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
		has, err := fillPlatform(platform, version, sums)
		if err != nil {
			return nil, fmt.Errorf("spec.platforms[%d]: %w", i, err)
		}
		if !has && !partial {
			return nil, fmt.Errorf("spec.platforms[%d]: no sum for its archive: %v", i, platform)
		}
		if has {
			filled = append(filled, platform)
		}
	}
	if len(filled) == 0 {
		return nil, errors.New("no platform has a sum")
	}
	spec["version"] = version
	spec["platforms"] = filled
	return yaml.Marshal(manifest)
}

// fillPlatform puts version and sum into one platform and tells whether there
// is a sum for its archive.
func fillPlatform(platform any, version string, sums map[string]string) (bool, error) {
	p, ok := platform.(map[string]any)
	if !ok {
		return false, errors.New("no object")
	}
	uri, ok := p["uri"].(string)
	if !ok || !strings.Contains(uri, blankVersion) {
		return false, fmt.Errorf("uri %q does not hold %s", uri, blankVersion)
	}
	uri = strings.ReplaceAll(uri, blankVersion, strings.TrimPrefix(version, "v"))
	sum, ok := sums[path.Base(uri)]
	p["uri"], p["sha256"] = uri, sum
	return ok, nil
}

package lab

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// object is a JSON object of a finding.
type object = map[string]any

// Finding writes the attack as SCC's API returns it: a v2 ListFindings result,
// numbers of 64 bits as strings, pids as the node counts them.
func (l *Lab) Finding(a Attack, change ...func(finding object)) ([]byte, error) {
	name := "organizations/901234567890/sources/5566778899/locations/global/findings/" + fmt.Sprintf("%032x", a.At.UnixNano())
	finding := object{
		"name": name, "canonicalName": name, "category": "Reverse Shell", "findingClass": "THREAT",
		"severity": "CRITICAL", "state": "ACTIVE", "mute": "UNDEFINED",
		"parentDisplayName": "Container Threat Detection",
		"eventTime":         a.At.Format(time.RFC3339Nano), "createTime": a.At.Add(time.Second).Format(time.RFC3339Nano),
		"description":  "A process started with stream redirection to a remote connected socket.",
		"resourceName": l.resource(),
		"processes":    []object{l.parent(a), l.shell(a)},
		"connections":  []object{{"destinationIp": a.Remote, "destinationPort": port, "protocol": "TCP"}},
		"kubernetes":   object{"pods": []object{{"ns": l.Namespace, "name": a.Pod, "containers": []object{{"name": "app", "uri": Debian}}}}},
		"mitreAttack":  object{"primaryTactic": "EXECUTION", "primaryTechniques": []string{"COMMAND_AND_SCRIPTING_INTERPRETER", "UNIX_SHELL"}},
		"sourceProperties": object{
			"Pod_Namespace": l.Namespace, "Pod_Name": a.Pod, "Container_Name": "app",
		},
	}
	for _, c := range change {
		c(finding)
	}
	page := object{"listFindingsResults": []object{{
		"finding": finding,
		"resource": object{
			"name": l.resource(), "type": "google.container.Cluster", "displayName": l.Place.Cluster,
			"gcpMetadata": object{"projectDisplayName": l.Place.Project},
		},
	}}, "totalSize": 1}
	return json.MarshalIndent(page, "", "  ")
}

func (l *Lab) resource() string {
	return fmt.Sprintf("//container.googleapis.com/projects/%s/zones/%s/clusters/%s", l.Place.Project, l.Place.Location, l.Place.Cluster)
}

// parent is the server that was made to start the shell. Its node pid is near
// the shell's; only its place in the finding matters.
func (l *Lab) parent(a Attack) object {
	return object{
		"binary": object{"path": a.Parent[0]}, "args": a.Parent, "pid": strconv.Itoa(max(a.NodePID, 2) - 1),
	}
}

func (l *Lab) shell(a Attack) object {
	return object{
		"binary": object{"path": a.Path, "sha256": a.SHA256}, "args": a.Args,
		"pid": strconv.Itoa(max(a.NodePID, 2)), "parentPid": strconv.Itoa(max(a.NodePID, 2) - 1),
		"envVariables": []object{{"name": "PATH", "val": "/usr/local/bin:/usr/bin:/bin"}, {"name": "DB_PASSWORD", "val": "correct-horse"}},
		"userId":       "0",
	}
}

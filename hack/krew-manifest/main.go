// Command krew-manifest fills the version and the sums of a release into the
// manifest for krew and writes it to standard output.
//
//	go run ./hack/krew-manifest -version v1.2.3 -checksums dist/checksums.txt krew/threat.yaml
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "krew-manifest:", err)
		os.Exit(1)
	}
}

func run() error {
	version := flag.String("version", "", "the release's version, such as v1.2.3")
	checksums := flag.String("checksums", "dist/checksums.txt", "the release's file of SHA-256 sums")
	partial := flag.Bool("partial", false, "leave out the platforms that have no sum instead of failing")
	flag.Parse()
	if flag.NArg() != 1 || *version == "" {
		return fmt.Errorf("need -version and one manifest")
	}
	blank, err := os.ReadFile(flag.Arg(0))
	if err != nil {
		return err
	}
	sums, err := os.ReadFile(*checksums)
	if err != nil {
		return err
	}
	manifest, err := fill(blank, *version, parseSums(string(sums)), *partial)
	if err != nil {
		return fmt.Errorf("filling %s: %w", flag.Arg(0), err)
	}
	_, err = os.Stdout.Write(manifest)
	return err
}

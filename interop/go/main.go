// Command interop drives go-nostr against the relay at RELAY_URL through what its users do, and adds
// the outcome of each scenario to the file INTEROP_RESULTS.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime/debug"
	"strings"
	"time"

	"github.com/nbd-wtf/go-nostr"
)

var (
	url     = os.Getenv("RELAY_URL")
	library = "go-nostr"
)

func main() {
	if build, ok := debug.ReadBuildInfo(); ok {
		for _, module := range build.Deps {
			if module.Path == "github.com/nbd-wtf/go-nostr" {
				library += " " + strings.TrimPrefix(module.Version, "v")
			}
		}
	}
	c := &client{own: nostr.GeneratePrivateKey(), writer: nostr.GeneratePrivateKey()}
	for _, one := range []struct {
		name string
		run  func(context.Context) error
	}{
		{"connect", c.connect}, {"query", c.query}, {"ids", c.ids}, {"search", c.search},
		{"private", c.private}, {"publish", c.publish}, {"live", c.live}, {"replace", c.replace},
		{"delete", c.remove}, {"protected", c.protected}, {"count", c.count}, {"sync", c.sync},
		{"pager", c.pager}, {"refusals", c.refusals}, {"follows", c.follows},
		{"restart", c.restart("restart")}, {"kill", c.restart("kill")},
	} {
		scenario(one.name, one.run)
	}
	record("all", "through", 0, "")
}

// scenario runs one scenario, bounded in time even where the library does not come back.
func scenario(name string, run func(context.Context) error) {
	ctx, cancel := context.WithTimeout(context.Background(), 180*time.Second)
	defer cancel()
	started := time.Now()
	ended := make(chan error, 1)
	go func() { ended <- run(ctx) }()
	var err error
	select {
	case err = <-ended:
	case <-ctx.Done():
		err = errors.New("did not end within three minutes")
	}
	took := time.Since(started).Milliseconds()
	outcome, detail := "ok", ""
	if err != nil {
		outcome, detail = "failed", strings.Join(strings.Fields(err.Error()), " ")
		detail = detail[:min(len(detail), 300)]
	}
	record(name, outcome, took, detail)
	fmt.Printf("%-6s %s: %s (%d ms) %s\n", outcome, library, name, took, detail)
}

func record(name, outcome string, milliseconds int64, detail string) {
	results := os.Getenv("INTEROP_RESULTS")
	if results == "" {
		return
	}
	file, err := os.OpenFile(results, os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		panic(err)
	}
	defer file.Close()
	fmt.Fprintf(file, "go\t%s\t%s\t%s\t%d\t%s\n", library, name, outcome, milliseconds, detail)
}

// relay tells the relay of this run to restart or to be killed, and waits until it is ready again.
func relay(ctx context.Context, command string) error {
	said, err := exec.CommandContext(ctx, os.Getenv("INTEROP_RELAY"), command).CombinedOutput()
	if err != nil {
		return fmt.Errorf("relay %s: %w: %s", command, err, said)
	}
	return nil
}

// Package recipes runs what deploy/ shows, as far as that goes without a
// container engine: the binary in a root of its own that cannot be written to,
// as the user of the image, at the ports and with the mounts, variables and
// arguments of the recipe. The test process must have network and mount
// namespaces of its own, so that the recipes' ports are free and their mounts go
// away: `bash .ci/run recipes` sees to that.
package recipes

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"gopkg.in/yaml.v3"
)

// imageUser is the UID and GID of the image.
const imageUser = 65532

// binary is the path of the simulator, repository that of the project.
var binary, repository = os.Getenv("SIM_BINARY"), os.Getenv("SIM_REPOSITORY")

func TestMain(m *testing.M) {
	if binary == "" || repository == "" || os.Geteuid() != 0 {
		fmt.Fprintln(os.Stderr, "these tests need root and namespaces of their own: bash .ci/run recipes")
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// read returns a file of the project.
func read(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(repository, name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// decode reads the first YAML document of that kind ("" for any) into v.
func decode(t *testing.T, name, kind string, v any) {
	t.Helper()
	documents := yaml.NewDecoder(bytes.NewReader(read(t, name)))
	for {
		var document yaml.Node
		if err := documents.Decode(&document); err != nil {
			t.Fatalf("%s: no document %q: %v", name, kind, err)
		}
		var head struct{ Kind string }
		if err := document.Decode(&head); err != nil {
			t.Fatal(err)
		}
		if head.Kind != kind {
			continue
		}
		if err := document.Decode(v); err != nil {
			t.Fatal(err)
		}
		return
	}
}

// imageEnv is what the image sets, from the Dockerfile.
func imageEnv(t *testing.T) []string {
	t.Helper()
	var env []string
	for _, m := range regexp.MustCompile(`(?m)^ENV (\S+)$`).FindAllSubmatch(read(t, "Dockerfile"), -1) {
		env = append(env, string(m[1]))
	}
	if len(env) == 0 {
		t.Fatal("the Dockerfile sets no variable")
	}
	return env
}

// container is a root with the binary and the places for mounts.
type container struct {
	root string
	user uint32
	env  []string
}

// newContainer lays out a root with empty directories where something is
// mounted.
func newContainer(t *testing.T, user uint32, env []string, mountpoints ...string) *container {
	t.Helper()
	c := &container{root: t.TempDir(), user: user, env: append(imageEnv(t), env...)}
	text, err := os.ReadFile(binary)
	if err == nil {
		err = os.WriteFile(filepath.Join(c.root, "preverified-sim"), text, 0o755)
	}
	for _, dir := range mountpoints {
		if err == nil {
			err = os.MkdirAll(filepath.Join(c.root, dir), 0o755)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	mount(t, c.root, c.root, "", syscall.MS_BIND, "")
	mount(t, "", c.root, "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY, "")
	return c
}

// mount mounts, and unmounts at the end unless it only changes a mount.
func mount(t *testing.T, source, target, kind string, flags uintptr, options string) {
	t.Helper()
	if err := syscall.Mount(source, target, kind, flags, options); err != nil {
		t.Fatalf("mount %s: %v", target, err)
	}
	if flags&syscall.MS_REMOUNT == 0 {
		t.Cleanup(func() {
			if err := syscall.Unmount(target, 0); err != nil {
				t.Errorf("unmount %s: %v", target, err)
			}
		})
	}
}

func (c *container) command(args ...string) *exec.Cmd {
	cmd := exec.Command("/preverified-sim", args...)
	cmd.Dir, cmd.Env = "/", c.env
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Chroot:     c.root,
		Credential: &syscall.Credential{Uid: c.user, Gid: c.user},
		Pdeathsig:  syscall.SIGKILL,
	}
	return cmd
}

// start runs the container's command until the end of the test, and returns once
// the health check, given as the words of its command, passes.
func (c *container) start(t *testing.T, args, healthcheck []string) {
	t.Helper()
	var log bytes.Buffer
	server := c.command(args...)
	server.Stdout, server.Stderr = &log, &log
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Process.Signal(syscall.SIGTERM); err != nil {
			t.Error(err)
		}
		if err := server.Wait(); err != nil {
			t.Errorf("the server ended with %v", err)
		}
		if t.Failed() {
			t.Logf("what the server said:\n%s", &log)
		}
	})
	if len(healthcheck) == 0 || healthcheck[0] != "/preverified-sim" {
		t.Fatalf("the health check is no command of the image: %q", healthcheck)
	}
	if out, err := c.command(append(healthcheck[1:], "--wait", "10s")...).CombinedOutput(); err != nil {
		t.Fatalf("health check: %v: %s", err, out)
	}
	if out, err := c.command(healthcheck[1:]...).CombinedOutput(); err != nil {
		t.Fatalf("health check as in the recipe: %v: %s", err, out)
	}
}

// get asks with the default credentials of both vendors.
func get(t *testing.T, client *http.Client, url string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer EAAJBsimulator")
	r.Header.Set("X-API-Key", "sim-api-key")
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

func wantStatus(t *testing.T, client *http.Client, url string, status int) string {
	t.Helper()
	answer, body := get(t, client, url)
	if answer.StatusCode != status {
		t.Fatalf("GET %s answers %d, not %d: %s", url, answer.StatusCode, status, strings.TrimSpace(body))
	}
	return body
}

package recipes

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"gopkg.in/yaml.v3"
)

func TestEveryYAMLFileParses(t *testing.T) {
	names := 0
	for _, pattern := range []string{"deploy/*.yaml", "deploy/action/*.yml", ".github/workflows/*.yml"} {
		files, err := filepath.Glob(filepath.Join(repository, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			names++
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			documents := yaml.NewDecoder(bytes.NewReader(text))
			for n := 0; ; n++ {
				var v map[string]any
				err := documents.Decode(&v)
				if errors.Is(err, io.EOF) && n > 0 {
					break
				}
				if err != nil || len(v) == 0 {
					t.Fatalf("%s: document %d: %v, %v", file, n, v, err)
				}
			}
		}
	}
	if names < 6 {
		t.Errorf("only %d files found", names)
	}
}

// Variables that no flag stands for.
var flagless = []string{
	"SIM_SCENARIO_YAML",
	"SIM_BUSINESS_ID", "SIM_META_TOKEN", "SIM_PARTNER_ID", "SIM_360DIALOG_API_KEY",
}

func TestEveryVariableExists(t *testing.T) {
	help, err := exec.Command(binary, "serve", "--help").Output()
	if err != nil {
		t.Fatal(err)
	}
	known := slices.Clone(flagless)
	for _, m := range regexp.MustCompile(`(?m)^ +(?:-\w, )?--([a-z0-9-]+)`).FindAllSubmatch(help, -1) {
		known = append(known, "SIM_"+strings.ToUpper(strings.ReplaceAll(string(m[1]), "-", "_")))
	}
	files, err := filepath.Glob(filepath.Join(repository, "deploy", "*.*"))
	if err != nil {
		t.Fatal(err)
	}
	used := 0
	for _, file := range files {
		text := read(t, filepath.Join("deploy", filepath.Base(file)))
		for _, name := range regexp.MustCompile(`\bSIM_[A-Z0-9_]+`).FindAll(text, -1) {
			used++
			if !slices.Contains(known, string(name)) {
				t.Errorf("%s: serve knows no variable %s", file, name)
			}
		}
	}
	if used < 10 {
		t.Errorf("only %d uses of variables found", used)
	}
}

// assignments turns a mapping into the words of an environment.
func assignments(env map[string]string) []string {
	var words []string
	for _, name := range slices.Sorted(maps.Keys(env)) {
		words = append(words, name+"="+env[name])
	}
	return words
}

// composeFile is what the test reads of deploy/compose.yaml.
type composeFile struct {
	Services map[string]struct {
		ReadOnly    bool              `yaml:"read_only"`
		Command     []string          `yaml:"command"`
		Environment map[string]string `yaml:"environment"`
		Sysctls     map[string]string `yaml:"sysctls"`
		Volumes     []string          `yaml:"volumes"`
		Healthcheck struct{ Test []string }
		Networks    map[string]struct{ Aliases []string }
	}
	Volumes map[string]struct {
		DriverOpts struct{ Type, Device, O string } `yaml:"driver_opts"`
	}
}

func TestCompose(t *testing.T) {
	var file composeFile
	decode(t, "deploy/compose.yaml", "", &file)
	sim, backend := file.Services["preverified-sim"], file.Services["backend"]
	if !sim.ReadOnly {
		t.Error("the root is not read-only")
	}
	for name, value := range sim.Sysctls {
		path := "/proc/sys/" + strings.ReplaceAll(name, ".", "/")
		if err := os.WriteFile(path, []byte(value), 0o644); err != nil {
			t.Fatal(err)
		}
	}

	c := newContainer(t, imageUser, assignments(sim.Environment), "ca", "scenarios")
	for _, volume := range sim.Volumes {
		source, rest, _ := strings.Cut(volume, ":")
		inside, mode, _ := strings.Cut(rest, ":")
		target := filepath.Join(c.root, inside)
		if v, named := file.Volumes[source]; named {
			mount(t, v.DriverOpts.Device, target, v.DriverOpts.Type, 0, v.DriverOpts.O)
			continue
		}
		mount(t, t.TempDir(), target, "", syscall.MS_BIND, "")
		if mode == "ro" {
			mount(t, "", target, "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY, "")
		}
	}
	aliases := sim.Networks["default"].Aliases
	if !slices.Equal(aliases, []string{"graph.facebook.com", "hub.360dialog.io"}) {
		t.Fatalf("aliases: %q", aliases)
	}
	hosts := filepath.Join(t.TempDir(), "hosts")
	text := "127.0.0.1 localhost preverified-sim " + strings.Join(aliases, " ") + "\n"
	if err := os.WriteFile(hosts, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	mount(t, hosts, "/etc/hosts", "", syscall.MS_BIND, "")

	test := sim.Healthcheck.Test
	if len(test) == 0 || test[0] != "CMD" {
		t.Fatalf("health check: %q", test)
	}
	c.start(t, sim.Command, test[1:])

	ca, err := os.ReadFile(filepath.Join(c.root, backend.Environment["SSL_CERT_FILE"]))
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(ca) {
		t.Fatalf("no certificate in %q", ca)
	}
	client := &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true, DisableKeepAlives: true,
	}}
	const list = "/506914307656634/preverified_numbers"
	wantStatus(t, client, "https://graph.facebook.com/v23.0"+list, 200)
	wantStatus(t, client, "https://hub.360dialog.io/api/v2/partners/simul8PA/preverified-numbers", 200)
	wantStatus(t, client, "https://graph.facebook.com/_sim/v1/health", 404)
	wantStatus(t, client, backend.Environment["META_BASE_URL"]+"/v23.0"+list, 200)
	wantStatus(t, client, backend.Environment["D360_PARTNER_API_BASE_URL"]+"/partners/simul8PA/preverified-numbers", 200)
}

// job is what the test reads of deploy/kubernetes.yaml.
type job struct {
	Spec struct{ Template struct{ Spec pod } }
}

type pod struct {
	SecurityContext struct{ RunAsUser uint32 } `yaml:"securityContext"`
	InitContainers  []podContainer             `yaml:"initContainers"`
	Containers      []podContainer
}

type podContainer struct {
	RestartPolicy string `yaml:"restartPolicy"`
	Env           []struct{ Name, Value string }
	Ports         []struct {
		Name          string
		ContainerPort int `yaml:"containerPort"`
	}
	StartupProbe   probe `yaml:"startupProbe"`
	ReadinessProbe probe `yaml:"readinessProbe"`
	LivenessProbe  probe `yaml:"livenessProbe"`
	VolumeMounts   []struct {
		MountPath string `yaml:"mountPath"`
	} `yaml:"volumeMounts"`
}

type probe struct {
	HTTPGet struct{ Path, Port string } `yaml:"httpGet"`
}

// configMap lays out its entries as a kubelet does: every name is a link into a
// directory that is exchanged as a whole.
func configMap(t *testing.T, data map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	version := "..2026_01_01_00_00_00.0000000001"
	err := os.Mkdir(filepath.Join(dir, version), 0o755)
	if err == nil {
		err = os.Symlink(version, filepath.Join(dir, "..data"))
	}
	for name, text := range data {
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, version, name), []byte(text), 0o644)
		}
		if err == nil {
			err = os.Symlink(filepath.Join("..data", name), filepath.Join(dir, name))
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestKubernetes(t *testing.T) {
	var scenarios struct{ Data map[string]string }
	var file job
	decode(t, "deploy/kubernetes.yaml", "ConfigMap", &scenarios)
	decode(t, "deploy/kubernetes.yaml", "Job", &file)
	spec := file.Spec.Template.Spec
	sim := spec.InitContainers[0]
	if sim.RestartPolicy != "Always" {
		t.Error("the simulator is no native sidecar")
	}
	dir := configMap(t, scenarios.Data)
	for name := range scenarios.Data {
		if out, err := exec.Command(binary, "scenario", "lint", filepath.Join(dir, name)).CombinedOutput(); err != nil {
			t.Errorf("scenario lint: %v: %s", err, out)
		}
	}

	var env []string
	for _, e := range sim.Env {
		env = append(env, e.Name+"="+e.Value)
	}
	inside := sim.VolumeMounts[0].MountPath
	c := newContainer(t, spec.SecurityContext.RunAsUser, env, inside)
	mount(t, dir, filepath.Join(c.root, inside), "", syscall.MS_BIND, "")
	mount(t, "", filepath.Join(c.root, inside), "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY, "")
	c.start(t, []string{"serve"}, []string{"/preverified-sim", "healthcheck"})

	base := fmt.Sprintf("http://127.0.0.1:%d", sim.Ports[0].ContainerPort)
	for _, p := range []probe{sim.StartupProbe, sim.ReadinessProbe, sim.LivenessProbe} {
		if p.HTTPGet.Port != sim.Ports[0].Name {
			t.Errorf("a probe asks port %q", p.HTTPGet.Port)
		}
		wantStatus(t, http.DefaultClient, base+p.HTTPGet.Path, 200)
	}
	for _, e := range spec.Containers[0].Env {
		if u, err := url.Parse(e.Value); err != nil || "http://"+u.Host != base {
			t.Errorf("%s is %s, the simulator is at %s", e.Name, e.Value, base)
		}
	}
	if body := wantStatus(t, http.DefaultClient, base+"/_sim/v1/scenario", 200); !strings.Contains(body, "outage") {
		t.Errorf("the scenario is not the one of the ConfigMap: %s", body)
	}
	wantStatus(t, http.DefaultClient, base+"/v23.0/506914307656634/preverified_numbers", 500)
}

// workflow is what the test reads of deploy/github-actions.yaml.
type workflow struct {
	Jobs map[string]struct {
		Services map[string]struct {
			Env     map[string]string
			Ports   []string
			Options string
		}
		Env   map[string]string
		Steps []struct{ Name, Run string }
	}
}

func TestGitHubActions(t *testing.T) {
	var file workflow
	decode(t, "deploy/github-actions.yaml", "", &file)
	job := file.Jobs["service"]
	sim := job.Services["preverified-sim"]
	if !slices.Equal(sim.Ports, []string{"8360:8360"}) {
		t.Errorf("ports: %q", sim.Ports)
	}
	m := regexp.MustCompile(`--health-cmd "([^"]+)"`).FindStringSubmatch(sim.Options)
	if m == nil {
		t.Fatalf("no health check in the options %q", sim.Options)
	}
	c := newContainer(t, imageUser, assignments(sim.Env))
	c.start(t, []string{"serve"}, strings.Fields(m[1]))
	base := job.Env["META_BASE_URL"]
	wantStatus(t, http.DefaultClient, base+"/v23.0/506914307656634/preverified_numbers", 200)

	last := job.Steps[len(job.Steps)-1]
	cmd := exec.Command("bash", "-e", "-c", last.Run)
	cmd.Dir = t.TempDir()
	// No client has used the simulator, so the scenario cannot have passed.
	var exit *exec.ExitError
	if out, err := cmd.CombinedOutput(); !errors.As(err, &exit) || !strings.HasSuffix(string(out), "checks failed\"\nfalse\n") {
		t.Errorf("%q ends with %v: %s", last.Name, err, out)
	}
	text, err := os.ReadFile(filepath.Join(cmd.Dir, "report.xml"))
	if err != nil {
		t.Fatal(err)
	}
	var report struct {
		XMLName xml.Name
		Suites  []struct {
			Tests    int `xml:"tests,attr"`
			Failures int `xml:"failures,attr"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal(text, &report); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	if report.XMLName.Local != "testsuites" || len(report.Suites) == 0 || report.Suites[0].Failures == 0 {
		t.Errorf("the report shows no failure: %s", text)
	}
}

// latest is how recipes run the simulator without an image; the tests have the built
// binary in its place.
const latest = "go run github.com/preverified-sim/preverified-sim/cmd/preverified-sim@latest"

// The steps that need no image run the command once for every scenario. It does
// nothing, so no scenario can have passed.
func TestStepsWithoutAnImage(t *testing.T) {
	var github workflow
	decode(t, "deploy/github-actions.yaml", "", &github)
	var gitlab struct {
		Integration struct{ Script []string }
	}
	decode(t, "deploy/gitlab-ci.yaml", "", &gitlab)
	steps := github.Jobs["test"].Steps
	for name, script := range map[string]string{
		"GitHub": steps[len(steps)-1].Run, "GitLab": strings.Join(gitlab.Integration.Script, "\n"),
	} {
		script = strings.NewReplacer(
			latest, binary, "make integration-test", "true").Replace(script)
		if code, report := runStep(t, script, nil, "report.xml"); code != 3 || !strings.Contains(report, "sms-late") {
			t.Errorf("%s ends with %d: %s", name, code, report)
		}
	}
}

// The action builds the simulator from the project it is part of.
func TestAction(t *testing.T) {
	var action struct {
		Inputs map[string]struct{ Default string }
		Runs   struct{ Steps []struct{ Run string } }
	}
	decode(t, "deploy/action/action.yml", "", &action)
	var script []string
	for _, step := range action.Runs.Steps {
		script = append(script, step.Run)
	}
	client := regexp.MustCompile(`(?s)<<'CLIENT'\n(.*?)CLIENT\n`).FindSubmatch(read(t, "README.md"))
	for _, c := range []struct {
		scenario, vendor, command string
		code                      int
		want, not                 string
	}{
		{"", "meta", "exit 0", 3, "slow-meta", "stale-pool"},
		{"sms-late", "", "exit 0", 3, "sms-late", "slow-meta"},
		{"meta-down-between-add-and-share", "", "PAUSES='0.5 1 2'\n" + string(client[1]), 0, "meta-down", "<failure"},
	} {
		env := []string{
			"GITHUB_ACTION_PATH=" + filepath.Join(repository, "deploy/action"), "RUNNER_TEMP=" + t.TempDir(),
			"INPUT_SCENARIO=" + c.scenario, "INPUT_FOR=" + c.vendor, "INPUT_COMMAND=" + c.command, "INPUT_REPORT=" + action.Inputs["report"].Default,
		}
		code, report := runStep(t, strings.Join(script, "\n"), env, "preverified-sim.xml")
		if code != c.code || !strings.Contains(report, c.want) || strings.Contains(report, c.not) {
			t.Errorf("%s ends with %d: %s", c.scenario, code, report)
		}
	}
}

// The line for a dev container starts the simulator and returns.
func TestDevContainer(t *testing.T) {
	block := regexp.MustCompile("(?s)```json\n(.*?)```").FindSubmatch(read(t, "deploy/README.md"))
	var settings struct{ PostStartCommand string }
	if err := json.Unmarshal(block[1], &settings); err != nil {
		t.Fatal(err)
	}
	start := strings.ReplaceAll(settings.PostStartCommand, latest, binary)
	out, err := exec.Command("bash", "-e", "-c", start+"\necho $!").Output()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := exec.Command("kill", strings.TrimSpace(string(out))).Run(); err != nil {
			t.Error(err)
		}
	})
	if out, err := exec.Command(binary, "healthcheck", "--wait", "10s").CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

// runStep runs a step's script as GitHub does, and returns its code and its report.
func runStep(t *testing.T, script string, env []string, report string) (int, string) {
	t.Helper()
	cmd := exec.Command("bash", "-e", "-c", script)
	cmd.Dir, cmd.Env = t.TempDir(), append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	text, missing := os.ReadFile(filepath.Join(cmd.Dir, report))
	if missing != nil {
		t.Fatalf("%v: %v: %s", missing, err, out)
	}
	return cmd.ProcessState.ExitCode(), string(text)
}

//go:build bench && linux

package bench

import (
	"errors"
	"fmt"
	"net/netip"
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

// connections is how many requests are on their way at any time.
const connections = 16

// stall is the longest the generator waits for any answer.
const stall = 30 * time.Second

// always is a source of one request.
func always(request []byte) source {
	return func() []byte { return request }
}

// extent is how long a run goes on: for a time, or for a number of requests if
// that is not zero.
type extent struct {
	time  time.Duration
	count int
}

// run is what the generator saw.
type run struct {
	took      time.Duration   // first request to last answer
	latencies []time.Duration // one an answer
	bytes     int64           // of all answers
}

// perSecond is the throughput, in answers.
func (r run) perSecond() float64 { return float64(len(r.latencies)) / r.took.Seconds() }

// each is the mean time an answer took the server, when it was never idle.
func (r run) each() time.Duration { return r.took / time.Duration(max(1, len(r.latencies))) }

// generator sends requests on kept connections, on one thread that waits for
// all of them with epoll. That is about half of what the goroutines of
// net.Conn cost, and leaves the server the bottleneck, even the bare one.
type generator struct {
	epoll int
	conns []wire
}

// wire is a connection with its request on the way.
type wire struct {
	fd   int
	sent time.Time
	buf  []byte
	have int // bytes of the answer in buf
}

// connect opens so many connections to a server.
func connect(addr string, connections int) (*generator, error) {
	to, err := netip.ParseAddrPort(addr)
	if err != nil {
		return nil, err
	}
	g := &generator{}
	if g.epoll, err = unix.EpollCreate1(unix.EPOLL_CLOEXEC); err != nil {
		return nil, err
	}
	for i := range connections {
		fd, err := dial(to)
		if err != nil {
			g.close()
			return nil, fmt.Errorf("connect to %s: %w", addr, err)
		}
		g.conns = append(g.conns, wire{fd: fd, buf: make([]byte, 64<<10)})
		event := unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(i)}
		if err := unix.EpollCtl(g.epoll, unix.EPOLL_CTL_ADD, fd, &event); err != nil {
			g.close()
			return nil, err
		}
	}
	return g, nil
}

func dial(to netip.AddrPort) (fd int, err error) {
	fd, err = unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return 0, err
	}
	err = errors.Join(
		unix.Connect(fd, &unix.SockaddrInet4{Port: int(to.Port()), Addr: to.Addr().As4()}),
		unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1),
		unix.SetNonblock(fd, true))
	if err != nil {
		_ = unix.Close(fd)
	}
	return fd, err
}

func (g *generator) close() {
	for _, c := range g.conns {
		_ = unix.Close(c.fd)
	}
	_ = unix.Close(g.epoll)
}

// drive sends requests of next, one behind the other on each connection, and
// demands the status of every answer. It returns when the extent is reached and
// every request was answered, or at the first wrong answer.
func (g *generator) drive(next source, status int, e extent) (run, error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	d := driver{generator: g, next: next, status: status, extent: e, began: time.Now()}
	d.latencies = make([]time.Duration, 0, max(e.count, int(e.time.Seconds()*150_000)))
	for i := range g.conns {
		if err := d.send(&g.conns[i], d.began); err != nil {
			return run{}, err
		}
	}
	err := d.loop()
	return d.run, err
}

// driver is a run in progress.
type driver struct {
	*generator
	run
	extent
	next   source
	status int
	began  time.Time
	sent   int
}

func (d *driver) loop() error {
	events := make([]unix.EpollEvent, len(d.conns))
	for len(d.latencies) < d.sent {
		n, err := unix.EpollWait(d.epoll, events, int(stall.Milliseconds()))
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case err != nil:
			return err
		case n == 0:
			return fmt.Errorf("no answer within %v, after %d", stall, len(d.latencies))
		}
		for _, event := range events[:n] {
			if err := d.receive(&d.conns[event.Fd]); err != nil {
				return fmt.Errorf("after %d answers: %w", len(d.latencies), err)
			}
		}
	}
	return nil
}

// receive takes what has come on a connection, and sends the next request when
// the answer is whole.
func (d *driver) receive(c *wire) error {
	if c.have == len(c.buf) {
		c.buf = append(c.buf, make([]byte, len(c.buf))...)
	}
	n, err := unix.Read(c.fd, c.buf[c.have:])
	switch {
	case err != nil:
		return err
	case n == 0:
		return errors.New("the server closed a connection")
	}
	c.have += n
	a, whole, err := parseAnswer(c.buf[:c.have])
	if err != nil || !whole {
		return err
	}
	if a.status != d.status || a.size != c.have {
		return fmt.Errorf("want status %d, got %s", d.status, c.buf[:c.have])
	}
	now := time.Now()
	d.latencies = append(d.latencies, now.Sub(c.sent))
	d.bytes += int64(c.have)
	d.took = now.Sub(d.began)
	c.have = 0
	return d.send(c, now)
}

// send puts the next request on a connection, unless the extent is reached.
func (d *driver) send(c *wire, now time.Time) error {
	if d.count > 0 && d.sent >= d.count || d.count == 0 && now.Sub(d.began) >= d.time {
		return nil
	}
	request := d.next()
	c.sent = now
	n, err := unix.Write(c.fd, request)
	switch {
	case err != nil:
		return err
	case n < len(request):
		return fmt.Errorf("sent %d of %d bytes", n, len(request))
	}
	d.sent++
	return nil
}

// The only process of the Linux guest: brings up the card, downloads one file, reports, powers off.
//
// It says what it did on the serial line, in the form of the sample's lines. What it shall do comes
// from the kernel's command line as environment variables.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MODULES      "/modules"
#define SHA256SUM    "/bin/busybox"
#define BUSYBOX      "/bin/busybox"
#define LEASE_SCRIPT "/bin/lease"
#define CARD         "eth0"
#define CARD_WAIT_MS 10000
#define WINDOW_SIZE  (256 << 10)  // the buffer of a client that stores elsewhere
#define DISCARD_SIZE (16 << 20)   // what one call of MSG_TRUNC may discard
#define HEADER_LIMIT 8192
#define DIGEST_CHARS 64

static const char *setting(const char *name, const char *otherwise) {
  const char *value = getenv(name);
  return value && *value ? value : otherwise;
}

__attribute__((noreturn)) static void power_off(void) {
  fflush(stdout);
  sync();
  reboot(RB_POWER_OFF);
  for (;;) pause();
}

__attribute__((noreturn)) static void give_up(const char *what) {
  printf("MNET LINUX error=\"%s: %s\"\nMNET DONE ok=0 failed=1\n", what, strerror(errno));
  power_off();
}

static long checked(long result, const char *what) {
  if (result < 0) give_up(what);
  return result;
}

static double now_ms(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static void write_text(const char *path, const char *text) {
  const int fd = (int)checked(open(path, O_WRONLY), path);
  checked(write(fd, text, strlen(text)), path);
  close(fd);
}

// The files are numbered in the order in which they depend on each other.
static void load_modules(void) {
  struct dirent **names;
  const int count = (int)checked(scandir(MODULES, &names, NULL, alphasort), MODULES);
  for (int i = 0; i < count; ++i) {
    char path[512];
    snprintf(path, sizeof path, MODULES "/%s", names[i]->d_name);
    if (names[i]->d_name[0] != '.') {
      const int fd = (int)checked(open(path, O_RDONLY), path);
      checked(syscall(SYS_finit_module, fd, "", 0), path);
      close(fd);
    }
    free(names[i]);
  }
  free(names);
}

static void set_address(int fd, struct ifreq *request, unsigned long what, const char *text) {
  struct sockaddr_in *in = (struct sockaddr_in *)&request->ifr_addr;
  memset(in, 0, sizeof *in);
  in->sin_family = AF_INET;
  if (inet_pton(AF_INET, text, &in->sin_addr) != 1) give_up(text);
  checked(ioctl(fd, what, request), text);
}

// Asks the DHCP server for an address; busybox' client has it set by a script.
static void take_lease(void) {
  const pid_t child = (pid_t)checked(fork(), "fork");
  if (child == 0) {
    execl(BUSYBOX, "udhcpc", "-i", CARD, "-s", LEASE_SCRIPT, "-n", "-q", "-t", "20", "-T", "1",
          (char *)NULL);
    _exit(127);
  }
  int status = -1;
  checked(waitpid(child, &status, 0), BUSYBOX);
  errno = EADDRNOTAVAIL;
  if (status != 0) give_up("no lease");
}

// `address` is one, or "dhcp".
static void bring_up(const char *address) {
  const bool lease = strcmp(address, "dhcp") == 0;
  const int fd = (int)checked(socket(AF_INET, SOCK_DGRAM, 0), "socket");
  struct ifreq request;
  memset(&request, 0, sizeof request);
  strcpy(request.ifr_name, CARD);
  for (int waited = 0; ioctl(fd, SIOCGIFFLAGS, &request) < 0; ++waited) {
    if (waited == CARD_WAIT_MS) give_up(CARD);
    usleep(1000);
  }
  if (!lease) set_address(fd, &request, SIOCSIFADDR, address);
  if (!lease) set_address(fd, &request, SIOCSIFNETMASK, "255.255.255.0");
  checked(ioctl(fd, SIOCGIFFLAGS, &request), "SIOCGIFFLAGS");
  request.ifr_flags |= IFF_UP;
  checked(ioctl(fd, SIOCSIFFLAGS, &request), "SIOCSIFFLAGS");
  close(fd);
  if (lease) take_lease();
}

struct answer {
  int fd;
  uint64_t size;  // of the body
  size_t early;   // bytes of the body that came with the header
  char bytes[HEADER_LIMIT];
  const char *body;  // the early bytes
};

static int connected(const char *server) {
  struct sockaddr_in peer = {.sin_family = AF_INET, .sin_port = htons(80)};
  if (inet_pton(AF_INET, server, &peer.sin_addr) != 1) give_up(server);
  const int fd = (int)checked(socket(AF_INET, SOCK_STREAM, 0), "socket");
  checked(connect(fd, (struct sockaddr *)&peer, sizeof peer), "connect");
  return fd;
}

// Sends the request and reads the header.
static void ask(struct answer *answer, const char *server, const char *path) {
  char request[1024];
  const int length =
      snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n",
               path, server);
  checked(send(answer->fd, request, (size_t)length, 0), "send");
  size_t got = 0;
  const char *end = NULL;
  while (!end) {
    if (got == sizeof answer->bytes - 1) give_up("header");
    const long piece =
        checked(recv(answer->fd, answer->bytes + got, sizeof answer->bytes - 1 - got, 0), "recv");
    if (piece == 0) give_up("end in the header");
    got += (size_t)piece;
    answer->bytes[got] = 0;
    end = strstr(answer->bytes, "\r\n\r\n");
  }
  const char *size = strcasestr(answer->bytes, "\r\ncontent-length:");
  if (strncmp(answer->bytes, "HTTP/1.1 200", 12) != 0 || !size || size > end) give_up("header");
  answer->size = strtoull(size + strlen("\r\ncontent-length:"), NULL, 10);
  answer->body = end + 4;
  answer->early = got - (size_t)(answer->body - answer->bytes);
}

// The rest of the body; `how` says where it goes.
static uint64_t receive(const struct answer *answer, const char *how, char *room) {
  const bool stored = strcmp(how, "stored") == 0, truncated = strcmp(how, "truncated") == 0;
  uint64_t got = answer->early;
  memcpy(room, answer->body, answer->early);
  while (got < answer->size) {
    long piece;
    if (stored) {
      piece = recv(answer->fd, room + got, answer->size - got, 0);
    } else if (truncated) {
      piece = recv(answer->fd, NULL, DISCARD_SIZE, MSG_TRUNC);
    } else {
      piece = recv(answer->fd, room, WINDOW_SIZE, 0);
    }
    if (checked(piece, "recv") == 0) break;
    got += (uint64_t)piece;
  }
  return got;
}

// The digest of a file, or with `file` NULL of memory, by the guest's own tool.
static void digest_of(const char *file, const char *data, uint64_t size, char digest[]) {
  int in[2] = {-1, -1}, out[2];
  checked(file ? 0 : pipe(in), "pipe");
  checked(pipe(out), "pipe");
  const pid_t child = (pid_t)checked(fork(), "fork");
  if (child == 0) {
    if (!file) {
      dup2(in[0], STDIN_FILENO);
      close(in[0]);
      close(in[1]);
    }
    dup2(out[1], STDOUT_FILENO);
    execl(SHA256SUM, "sha256sum", file ? file : "-", (char *)NULL);
    _exit(127);
  }
  close(out[1]);
  if (!file) {
    close(in[0]);
    for (uint64_t sent = 0; sent < size;) {
      sent += (uint64_t)checked(write(in[1], data + sent, size - sent), SHA256SUM);
    }
    close(in[1]);
  }
  size_t got = 0;
  for (long piece; got < DIGEST_CHARS; got += (size_t)piece) {
    piece = checked(read(out[0], digest + got, DIGEST_CHARS - got), SHA256SUM);
    if (piece == 0) give_up(SHA256SUM);
  }
  digest[DIGEST_CHARS] = 0;
  close(out[0]);
  waitpid(child, NULL, 0);
}

static char *touched_memory(uint64_t size) {
  char *memory =
      mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  if (memory == MAP_FAILED) give_up("mmap");
  memset(memory, 0x5A, size);
  return memory;
}

static bool download(const char *how, uint64_t size) {
  static struct answer answer;
  char *room = touched_memory(strcmp(how, "stored") == 0 ? size + HEADER_LIMIT : DISCARD_SIZE);
  const char *server = setting("mnet_server", "");
  const double begin = now_ms();
  answer.fd = connected(server);
  const double asked = now_ms();
  ask(&answer, server, setting("mnet_path", "/"));
  const double first = now_ms();
  if (answer.size != size) give_up("the body has another length");
  const uint64_t got = receive(&answer, how, room);
  const double end = now_ms();
  close(answer.fd);
  char digest[DIGEST_CHARS + 1] = "";
  if (*setting("mnet_digest", "")) digest_of(NULL, room, got, digest);
  printf(
      "MNET RESULT name=data status=%s bytes=%llu ms=%.3f connect_ms=%.3f first_byte_ms=%.3f "
      "rate=%.1f sha256=%s\n",
      got == size ? "ok" : "short", (unsigned long long)got, end - asked, asked - begin,
      first - asked, (double)got / (end - asked) / 1e3, digest);
  return got == size;
}

// How fast the guest's own tool makes a digest of a file that is in memory.
static bool time_digest(uint64_t size) {
  const char *path = "/tmp/data";
  const int fd = (int)checked(open(path, O_CREAT | O_RDWR, 0600), path);
  checked(ftruncate(fd, (off_t)size), path);
  char *data = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0);
  if (data == MAP_FAILED) give_up(path);
  uint64_t state = 1;
  for (uint64_t i = 0; i + sizeof state <= size; i += sizeof state) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    memcpy(data + i, &state, sizeof state);
  }
  munmap(data, size);
  close(fd);
  char digest[DIGEST_CHARS + 1];
  const double begin = now_ms();
  digest_of(path, NULL, size, digest);
  const double end = now_ms();
  printf("MNET RESULT name=sha256sum status=ok bytes=%llu ms=%.3f rate=%.1f sha256=%s\n",
         (unsigned long long)size, end - begin, (double)size / (end - begin) / 1e3, digest);
  return true;
}

int main(void) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  checked(mount("proc", "/proc", "proc", 0, NULL), "/proc");
  checked(mount("tmpfs", "/tmp", "tmpfs", 0, "size=90%"), "/tmp");
  struct utsname name;
  uname(&name);
  const char *how = setting("mnet_how", "stored");
  const uint64_t size = strtoull(setting("mnet_size", "0"), NULL, 10);
  bool good;
  if (strcmp(how, "sha256") == 0) {
    good = time_digest(size);
  } else {
    load_modules();
    const char *receive_memory = setting("mnet_rmem", "");
    if (*receive_memory) {
      char text[64];
      snprintf(text, sizeof text, "4096 131072 %s", receive_memory);
      write_text("/proc/sys/net/ipv4/tcp_rmem", text);
    }
    bring_up(setting("mnet_address", ""));
    good = download(how, size);
  }
  printf("MNET LINUX release=%s how=%s\nMNET DONE ok=%d failed=%d\n", name.release, how, good,
         !good);
  power_off();
}

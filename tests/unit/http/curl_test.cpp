// curl reads the same answers: what this library accepts, an independent client must understand in
// the same way.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#include "unit/http/answers.hpp"

namespace mnet::test {
namespace {

// Gives one answer to one client on the loopback interface.
class OneShotServer {
 public:
  explicit OneShotServer(const Answer &answer) : answer_(answer) {
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    ready_ = listener_ >= 0 &&
             bind(listener_, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0 &&
             listen(listener_, 1) == 0 &&
             getsockname(listener_, reinterpret_cast<sockaddr *>(&address), &length) == 0;
    port_ = ntohs(address.sin_port);
    if (ready_) thread_ = std::thread([this] { serve(); });
  }
  ~OneShotServer() {
    if (listener_ >= 0) shutdown(listener_, SHUT_RDWR);
    if (thread_.joinable()) thread_.join();
    if (listener_ >= 0) close(listener_);
  }
  bool ready() const { return ready_; }
  unsigned port() const { return port_; }

 private:
  void serve() {
    const int client = accept(listener_, nullptr, nullptr);
    if (client < 0) return;
    std::string request;
    char buffer[512];
    while (request.find("\r\n\r\n") == std::string::npos) {
      const ssize_t got = recv(client, buffer, sizeof buffer, 0);
      if (got <= 0) break;
      request.append(buffer, static_cast<std::size_t>(got));
    }
    send(client, answer_.response.data(), answer_.response.size(), MSG_NOSIGNAL);
    if (answer_.end == End::kClose) shutdown(client, SHUT_WR);
    // Until the client has closed: it must find the body's end without help.
    while (recv(client, buffer, sizeof buffer, 0) > 0) {
    }
    close(client);
  }

  const Answer &answer_;
  int listener_ = -1;
  unsigned port_ = 0;
  bool ready_ = false;
  std::thread thread_;
};

struct CurlResult {
  int exit_code;
  unsigned http_status;
  std::string body;
};

CurlResult run_curl(unsigned port) {
  const std::string path = testing::TempDir() + "mnet_curl_" + std::to_string(getpid());
  const std::string command =
      "curl --silent --http1.1 --noproxy '*' --max-time 10 --header 'Connection: close' --output " +
      path + " --write-out '%{http_code}' http://127.0.0.1:" + std::to_string(port) + "/";
  CurlResult result = {};
  std::FILE *pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return {-1, 0, ""};
  if (std::fscanf(pipe, "%u", &result.http_status) != 1) result.http_status = 0;
  const int status = pclose(pipe);
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  if (std::FILE *file = std::fopen(path.c_str(), "rb")) {
    char buffer[4096];
    std::size_t got;
    while ((got = std::fread(buffer, 1, sizeof buffer, file)) > 0) result.body.append(buffer, got);
    std::fclose(file);
    std::remove(path.c_str());
  }
  return result;
}

class Curl : public testing::TestWithParam<Answer> {
 protected:
  void SetUp() override {
    static const bool present = std::system("curl --version >/dev/null 2>&1") == 0;
    if (!present) GTEST_SKIP() << "curl is not installed";
  }
};

TEST_P(Curl, Agrees) {
  const Answer &answer = GetParam();
  OneShotServer server(answer);
  ASSERT_TRUE(server.ready());
  const CurlResult curl = run_curl(server.port());
  EXPECT_EQ(curl.exit_code, 0);
  EXPECT_EQ(curl.http_status, answer.http_status);
  if (answer.status == MNET_OK) {
    EXPECT_EQ(curl.body, answer.body);
  }
}

std::string name_of(const testing::TestParamInfo<Answer> &info) { return info.param.name; }

// Allowed by RFC 9112 and yet refused by curl 7.88: sizes of more than 16 digits, zeros included,
// and empty lines before the status line.
std::vector<Answer> for_curl(std::vector<Answer> answers) {
  std::erase_if(answers, [](const Answer &answer) {
    return answer.name == std::string("chunk_many_zeros") ||
           answer.name == std::string("empty_lines_first");
  });
  return answers;
}

INSTANTIATE_TEST_SUITE_P(Framing, Curl, testing::ValuesIn(for_curl(odd_framings())), name_of);
INSTANTIATE_TEST_SUITE_P(Header, Curl, testing::ValuesIn(for_curl(odd_headers())), name_of);
INSTANTIATE_TEST_SUITE_P(Status, Curl, testing::ValuesIn(other_statuses()), name_of);

}  // namespace
}  // namespace mnet::test

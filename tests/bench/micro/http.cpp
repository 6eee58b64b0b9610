// Reading the framing of responses.
#include <string_view>

#include "bench/micro/scenario.hpp"
#include "http/response.hpp"

namespace mnet::micro {
namespace {

// What nginx says about a file.
constexpr std::string_view kAnswer =
    "HTTP/1.1 200 OK\r\n"
    "Server: nginx/1.22.1\r\n"
    "Date: Thu, 01 Jan 2026 00:00:00 GMT\r\n"
    "Content-Type: application/octet-stream\r\n"
    "Content-Length: 268435456\r\n"
    "Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r\n"
    "Connection: keep-alive\r\n"
    "ETag: \"695599f0-10000000\"\r\n"
    "Accept-Ranges: bytes\r\n"
    "\r\n";

constexpr std::string_view kChunkedAnswer =
    "HTTP/1.1 200 OK\r\n"
    "Transfer-Encoding: chunked\r\n"
    "\r\n";
constexpr std::string_view kChunkLine = "1000\r\n", kNextChunkLine = "\r\n1000\r\n";
constexpr std::size_t kChunkBytes = 0x1000;

class HeaderSection : public Scenario {
 public:
  HeaderSection() : Scenario("http/headers", "response", 1) {}
  void prepare() override {
    require(!ran_ || (event_ == ResponseReader::Event::kHeaders && reader_.status() == 200),
            "a response is read");
  }
  void run() override {
    reader_.reset(0);
    event_ = reader_.feed(kAnswer.data(), kAnswer.size()).event;
    ran_ = true;
  }

 private:
  ResponseReader reader_;
  ResponseReader::Event event_ = ResponseReader::Event::kMore;
  bool ran_ = false;
};

class ChunkLine : public Scenario {
 public:
  ChunkLine() : Scenario("http/chunk-line", "chunk", 1) {}
  void begin() override {
    reader_.reset(0);
    const auto fed = reader_.feed(kChunkedAnswer.data(), kChunkedAnswer.size());
    require(fed.event == ResponseReader::Event::kHeaders, "a chunked response begins");
    reader_.feed(kChunkLine.data(), kChunkLine.size());
  }
  void prepare() override {
    require(reader_.body_next() == kChunkBytes, "a chunk line is read");
    reader_.body_taken("", kChunkBytes);
  }
  void run() override { reader_.feed(kNextChunkLine.data(), kNextChunkLine.size()); }

 private:
  ResponseReader reader_;
};

}  // namespace

void add_http_scenarios(Scenarios &scenarios) {
  scenarios.push_back(std::make_unique<HeaderSection>());
  scenarios.push_back(std::make_unique<ChunkLine>());
}

}  // namespace mnet::micro

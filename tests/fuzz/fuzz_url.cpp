// Arbitrary text as a URL. What is accepted must make a request of exactly one request line and the
// fields that this library writes, whatever the text was.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "http/request.hpp"
#include "http/url.hpp"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

std::size_t count(const std::string &text, const std::string &what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) {
    ++found;
  }
  return found;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  const std::string text(reinterpret_cast<const char *>(data), size);
  mnet::Url url;
  const char *why = nullptr;
  const mnet::Status status = mnet::parse_url(text.c_str(), url, &why);
  require(status == MNET_OK || status == MNET_E_URL);
  require((status == MNET_OK) == (why == nullptr));
  if (status != MNET_OK) return 0;

  const std::string host = url.host;
  require(!host.empty() && host.size() <= MNET_HOST_MAX && url.port != 0);
  require(host.find_first_of("@:/?#[]% \t\r\n") == std::string::npos);
  char buffer[mnet::kRequestMax];
  const std::string request(buffer, mnet::write_request(url, nullptr, buffer));
  require(count(request, "\r\n") == 7 && count(request, "\n") == 7 && count(request, "\r") == 7);
  require(request.compare(0, 5, "GET /") == 0);
  require(request.compare(request.size() - 4, 4, "\r\n\r\n") == 0);
  const std::string line = request.substr(0, request.find("\r\n"));
  require(std::count(line.begin(), line.end(), ' ') == 2);
  require(line.find('#') == std::string::npos);
  for (const char c : request) require(c == '\r' || c == '\n' || (c >= 0x20 && c < 0x7F));
  return 0;
}

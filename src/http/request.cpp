#include "http/request.hpp"

#include "core/assert.hpp"
#include "core/text.hpp"

namespace mnet {

bool is_valid_user_agent(const char *user_agent) {
  const std::size_t length = text_length_limited(user_agent, kUserAgentMax + 1);
  if (length == 0 || length > kUserAgentMax) return false;
  for (std::size_t i = 0; i < length; ++i) {
    const auto c = static_cast<unsigned char>(user_agent[i]);
    if (c < 0x20 || c >= 0x7F) return false;
  }
  return true;
}

std::size_t write_request(const Url &url, const char *user_agent, char (&buffer)[kRequestMax]) {
  TextWriter writer(buffer);
  writer.text("GET ");
  if (url.target_length == 0 || url.target[0] != '/') writer.character('/');
  writer.text(url.target, url.target_length).text(" HTTP/1.1\r\nHost: ").text(url.host);
  if (url.port_given && url.port != kHttpPort) writer.character(':').decimal(url.port);
  writer.text("\r\nUser-Agent: ");
  if (user_agent != nullptr) {
    writer.text(user_agent);
  } else {
    writer.text("MorpheusNet/")
        .decimal(MNET_VERSION_MAJOR)
        .character('.')
        .decimal(MNET_VERSION_MINOR)
        .character('.')
        .decimal(MNET_VERSION_PATCH);
  }
  // identity: a compressed body would have another length and digest than the file.
  // close: one request a connection, so that the end of the body is the end of all.
  writer.text("\r\nAccept: */*\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n");
  MNET_ASSERT(!writer.truncated());
  return writer.length();
}

}  // namespace mnet

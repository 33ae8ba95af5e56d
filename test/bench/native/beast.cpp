// An echo server by Boost.Beast, in one thread. Arguments: `echo`, and how it compresses.
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/version.hpp>
#include <memory>
#include <string>
#include "lines.hpp"

namespace beast = boost::beast;
namespace websocket = beast::websocket;
namespace asio = boost::asio;
using tcp = asio::ip::tcp;

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, const std::string& compression) : stream_(std::move(socket)) {
    // The generator's idle connections answer no pings.
    stream_.set_option(websocket::stream_base::timeout{std::chrono::seconds(30), websocket::stream_base::none(), false});
    stream_.read_message_max(max_message);
    websocket::permessage_deflate deflate;
    deflate.server_enable = compression != "off";
    deflate.server_no_context_takeover = deflate.client_no_context_takeover = compression == "no takeover";
    stream_.set_option(deflate);
  }

  void run() {
    stream_.async_accept([self = shared_from_this()](beast::error_code error) {
      if (!error) self->read();
    });
  }

 private:
  void read() {
    stream_.async_read(buffer_, [self = shared_from_this()](beast::error_code error, size_t) {
      if (!error) self->write();
    });
  }

  void write() {
    stream_.text(stream_.got_text());
    stream_.async_write(buffer_.data(), [self = shared_from_this()](beast::error_code error, size_t) {
      if (error) return;
      self->buffer_.consume(self->buffer_.size());
      self->read();
    });
  }

  websocket::stream<tcp::socket> stream_;
  beast::flat_buffer buffer_;
};

static void accept(tcp::acceptor& acceptor, const std::string& compression) {
  acceptor.async_accept([&](beast::error_code error, tcp::socket socket) {
    if (!error) {
      socket.set_option(tcp::no_delay(true));
      std::make_shared<Session>(std::move(socket), compression)->run();
    }
    accept(acceptor, compression);
  });
}

int main(int count, char** arguments) {
  answer_version(count, arguments, BOOST_LIB_VERSION);
  const std::string compression = count > 2 ? arguments[2] : "off";
  asio::io_context context{1};
  tcp::acceptor acceptor{context, {asio::ip::make_address("127.0.0.1"), 0}};
  acceptor.listen(4096);
  accept(acceptor, compression);
  ready(acceptor.local_endpoint().port());
  context.run();
}

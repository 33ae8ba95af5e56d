// An echo server by libwebsockets. What arrives goes back in the same pieces: a large message becomes one of fragments.
#include <libwebsockets.h>
#include <cstring>
#include <deque>
#include <string>
#include "lines.hpp"

struct Piece {
  std::string bytes;  // behind the room that the library asks for
  bool binary, first, final;
};

struct Session {
  std::deque<Piece>* pieces;
};

// Pieces that wait before reading stops, and at which it goes on.
static constexpr size_t high_water = 256, low_water = 64;

static int serve(lws* connection, lws_callback_reasons reason, void* user, void* in, size_t length) {
  auto* session = static_cast<Session*>(user);
  switch (reason) {
    case LWS_CALLBACK_ESTABLISHED:
      session->pieces = new std::deque<Piece>;
      break;
    case LWS_CALLBACK_CLOSED:
      delete session->pieces;
      session->pieces = nullptr;
      break;
    case LWS_CALLBACK_RECEIVE: {
      std::string bytes(LWS_PRE, '\0');
      bytes.append(static_cast<const char*>(in), length);
      session->pieces->push_back({std::move(bytes), lws_frame_is_binary(connection) != 0,
                                  lws_is_first_fragment(connection) != 0, lws_is_final_fragment(connection) != 0});
      if (session->pieces->size() == high_water) lws_rx_flow_control(connection, 0);
      lws_callback_on_writable(connection);
      break;
    }
    case LWS_CALLBACK_SERVER_WRITEABLE: {
      if (session->pieces->empty()) break;
      Piece& piece = session->pieces->front();
      const int type = piece.binary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT;
      const int flags = lws_write_ws_flags(type, piece.first, piece.final);
      const int size = static_cast<int>(piece.bytes.size() - LWS_PRE);
      auto* start = reinterpret_cast<unsigned char*>(piece.bytes.data()) + LWS_PRE;
      if (lws_write(connection, start, size, static_cast<lws_write_protocol>(flags)) < size) return -1;
      session->pieces->pop_front();
      if (session->pieces->size() == low_water) lws_rx_flow_control(connection, 1);
      if (!session->pieces->empty()) lws_callback_on_writable(connection);
      break;
    }
    default:
      break;
  }
  return 0;
}

int main(int count, char** arguments) {
  answer_version(count, arguments, LWS_LIBRARY_VERSION);
  lws_set_log_level(LLL_ERR, nullptr);
  static const lws_protocols protocols[] = {{"echo", serve, sizeof(Session), 65536, 0, nullptr, 0},
                                            {nullptr, nullptr, 0, 0, 0, nullptr, 0}};
  lws_context_creation_info info{};
  info.port = 0;
  info.iface = "127.0.0.1";
  info.protocols = protocols;
  info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
  lws_context* context = lws_create_context(&info);
  if (context == nullptr) return 1;
  lws_vhost* host = lws_create_vhost(context, &info);
  if (host == nullptr) return 1;
  ready(lws_get_vhost_listen_port(host));
  while (lws_service(context, 0) >= 0) {
  }
}

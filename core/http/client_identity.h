#pragma once

#include <openssl/ssl.h>

#include <vector>

#include "core/http/openssl_owned.h"
#include "core/http/origin.h"

namespace trimtab {

/// Who a client is to servers: its certificate, the chain behind it and its key, read once for all connections. Empty
/// where there is none. Safe to use from several threads at once.
class ClientIdentity {
 public:
  /// Errc::invalid when a text is no certificate or key, or the key is not that of the certificate. The authorities are
  /// looked at too; they are no part of it.
  [[nodiscard]] static Result<ClientIdentity> read(const HttpTls& tls);

  /// False when the library refuses it.
  [[nodiscard]] bool give_to(SSL_CTX* context) const;

 private:
  Certificate certificate_;
  std::vector<Certificate> chain_;
  PrivateKey key_;
};

}  // namespace trimtab

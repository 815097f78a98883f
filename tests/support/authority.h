#pragma once

#include <openssl/x509.h>

#include <memory>
#include <string>

namespace trimtab::test {

/// A certificate and its key, as PEM texts.
struct Credentials {
  std::string certificate;
  std::string key;
};

/// A certificate authority that lives as long as the test.
class Authority {
 public:
  struct Wish {
    std::string names = "IP:127.0.0.1";  ///< subjectAltName, as OpenSSL's configuration has it
    std::string use = "serverAuth";      ///< extendedKeyUsage
    long from = -3600;                   ///< seconds from now
    long until = 3600;
  };

  explicit Authority(const std::string& name = "test authority") : Authority(name, nullptr) {}
  /// Another one, that this one answers for.
  [[nodiscard]] Authority below(const std::string& name) const { return {name, this}; }
  [[nodiscard]] const std::string& certificate() const { return own_.certificate; }
  [[nodiscard]] Credentials issue(const std::string& subject, const Wish& wish) const;
  [[nodiscard]] Credentials issue(const std::string& subject) const { return issue(subject, Wish()); }

 private:
  Authority(const std::string& name, const Authority* above);

  std::shared_ptr<EVP_PKEY> key_;
  std::shared_ptr<X509> self_;
  Credentials own_;
};

}  // namespace trimtab::test

#include "core/http/client_identity.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>

namespace trimtab {
namespace {

std::unexpected<Error> refused(const char* what) {
  ERR_clear_error();  // it is told here
  return fail(Errc::invalid, "E0794", what);
}

OpensslMemory memory_of(const std::string& pem) {
  return OpensslMemory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

/// The next one; null at the end.
Certificate read_certificate(const OpensslMemory& memory) {
  return Certificate(PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr));
}

std::vector<Certificate> read_certificates(const std::string& pem) {
  const OpensslMemory memory = memory_of(pem);
  std::vector<Certificate> all;
  while (Certificate one = read_certificate(memory)) all.push_back(std::move(one));
  ERR_clear_error();  // the end of the text is one
  return all;
}

/// A key with a passphrase is none: nobody is there to ask.
int no_passphrase(char*, int, int, void*) { return 0; }

PrivateKey read_key(const std::string& pem) {
  return PrivateKey(PEM_read_bio_PrivateKey(memory_of(pem).get(), nullptr, no_passphrase, nullptr));
}

}  // namespace

Result<ClientIdentity> ClientIdentity::read(const HttpTls& tls) {
  // The first tells: there may be hundreds, which the library reads anyway.
  if (!tls.authorities.empty() && !read_certificate(memory_of(tls.authorities))) {
    return refused("the certificate of the authority is not a PEM certificate");
  }
  ClientIdentity identity;
  if (tls.certificate.empty() && tls.key.empty()) return identity;
  std::vector<Certificate> certificates = read_certificates(tls.certificate);
  if (certificates.empty()) return refused("the client's certificate is not a PEM certificate");
  identity.certificate_ = std::move(certificates.front());
  identity.chain_.assign(std::make_move_iterator(certificates.begin() + 1),
                         std::make_move_iterator(certificates.end()));
  identity.key_ = read_key(tls.key);
  if (!identity.key_) return refused("the client's key is not a PEM key without a passphrase");
  if (X509_check_private_key(identity.certificate_.get(), identity.key_.get()) != 1) {
    return refused("the client's key is not that of its certificate");
  }
  return identity;
}

bool ClientIdentity::give_to(SSL_CTX* context) const {
  if (!certificate_) return true;
  const auto add = [context](const Certificate& one) { return SSL_CTX_add1_chain_cert(context, one.get()) == 1; };
  return SSL_CTX_use_certificate(context, certificate_.get()) == 1 && std::ranges::all_of(chain_, add) &&
         SSL_CTX_use_PrivateKey(context, key_.get()) == 1;
}

}  // namespace trimtab

#include "tests/support/authority.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace trimtab::test {
namespace {

void need(bool good) {
  if (!good) throw std::runtime_error("OpenSSL could not make a certificate");
}

std::shared_ptr<EVP_PKEY> new_key() { return {EVP_EC_gen("P-256"), EVP_PKEY_free}; }

void name(X509_NAME* target, const std::string& text) {
  need(X509_NAME_add_entry_by_txt(target, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(text.c_str()), -1,
                                  -1, 0) == 1);
}

void extend(X509* certificate, X509* issuer, int number, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
      X509V3_EXT_conf_nid(nullptr, &context, number, value.c_str()), X509_EXTENSION_free);
  need(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

std::shared_ptr<X509> draft(const std::string& subject, EVP_PKEY* key, long from, long until) {
  static long serial = 0;
  std::shared_ptr<X509> made(X509_new(), X509_free);
  X509_set_version(made.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), from);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), until);
  X509_set_pubkey(made.get(), key);
  name(X509_get_subject_name(made.get()), subject);
  return made;
}

template <class Write>
std::string pem(Write write) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), BIO_free);
  need(write(memory.get()) == 1);
  char* bytes = nullptr;
  const long count = BIO_get_mem_data(memory.get(), &bytes);
  return {bytes, static_cast<std::size_t>(count)};
}

Credentials texts(X509* certificate, EVP_PKEY* key) {
  return {pem([&](BIO* out) { return PEM_write_bio_X509(out, certificate); }),
          pem([&](BIO* out) { return PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr); })};
}

}  // namespace

Authority::Authority(const std::string& name, const Authority* above)
    : key_(new_key()), self_(draft(name, key_.get(), -7200, 7200)) {
  const Authority& issuer = above == nullptr ? *this : *above;
  X509_set_issuer_name(self_.get(), X509_get_subject_name(issuer.self_.get()));
  extend(self_.get(), issuer.self_.get(), NID_basic_constraints, "critical,CA:TRUE");
  need(X509_sign(self_.get(), issuer.key_.get(), EVP_sha256()) > 0);
  own_ = texts(self_.get(), key_.get());
}

Credentials Authority::issue(const std::string& subject, const Wish& wish) const {
  const auto key = new_key();
  const auto made = draft(subject, key.get(), wish.from, wish.until);
  X509_set_issuer_name(made.get(), X509_get_subject_name(self_.get()));
  if (!wish.names.empty()) extend(made.get(), self_.get(), NID_subject_alt_name, wish.names);
  extend(made.get(), self_.get(), NID_ext_key_usage, wish.use);
  need(X509_sign(made.get(), key_.get(), EVP_sha256()) > 0);
  return texts(made.get(), key.get());
}

}  // namespace trimtab::test

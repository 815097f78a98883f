#include "core/http/session_check.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <openssl/x509v3.h>

#include <memory>
#include <vector>

#include "core/http/openssl_owned.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

using Names = std::unique_ptr<GENERAL_NAMES, Freed<GENERAL_NAMES_free>>;

std::string taken(const OpensslMemory& memory) {
  char* bytes = nullptr;
  const long count = BIO_get_mem_data(memory.get(), &bytes);
  return printable(std::string_view(bytes, count > 0 ? static_cast<std::size_t>(count) : 0));
}

std::string name_text(const X509_NAME* name) {
  const OpensslMemory text(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(text.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  const std::string found = taken(text);
  return found.empty() ? "nobody" : found;
}

std::string time_text(const ASN1_TIME* time) {
  const OpensslMemory text(BIO_new(BIO_s_mem()));
  ASN1_TIME_print(text.get(), time);
  return taken(text);
}

std::string text_of(const GENERAL_NAME& name) {
  if (name.type == GEN_DNS) {
    const ASN1_STRING* dns = name.d.dNSName;
    return printable(
        {reinterpret_cast<const char*>(ASN1_STRING_get0_data(dns)), static_cast<std::size_t>(ASN1_STRING_length(dns))});
  }
  char text[INET6_ADDRSTRLEN] = "";
  if (name.type == GEN_IPADD) {
    const ASN1_STRING* address = name.d.iPAddress;
    const int family = ASN1_STRING_length(address) == 4 ? AF_INET : AF_INET6;
    ::inet_ntop(family, ASN1_STRING_get0_data(address), text, sizeof text);
  }
  return text;
}

/// Whom a certificate is for: its alternative names, else its subject.
std::string holders_of(X509* certificate) {
  const Names names(static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> texts;
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    std::string text = text_of(*sk_GENERAL_NAME_value(names.get(), i));
    if (!text.empty()) texts.push_back(std::move(text));
  }
  return texts.empty() ? name_text(X509_get_subject_name(certificate)) : join(texts, ", ");
}

bool is_for(X509* certificate, const std::string& name) {
  in6_addr address{};
  const bool numeric =
      ::inet_pton(AF_INET, name.c_str(), &address) == 1 || ::inet_pton(AF_INET6, name.c_str(), &address) == 1;
  return numeric ? X509_check_ip_asc(certificate, name.c_str(), 0) == 1
                 : X509_check_host(certificate, name.c_str(), name.size(), 0, nullptr) == 1;
}

/// What the library found wrong with the chain, in words of ours where there are better ones.
std::string chain_problem(long result, X509* certificate) {
  switch (result) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return "expired: it was good until " + time_text(X509_get0_notAfter(certificate));
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "not valid yet: it will be from " + time_text(X509_get0_notBefore(certificate));
    case X509_V_ERR_INVALID_PURPOSE:
      return "not meant for servers (key usage)";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
      return "from an authority that is not trusted here: " + name_text(X509_get_issuer_name(certificate));
    default:
      return std::string("refused: ") + X509_verify_cert_error_string(result);
  }
}

}  // namespace

std::optional<std::string> distrust_of(SSL* session, const std::string& name) {
  const Certificate certificate(SSL_get1_peer_certificate(session));
  if (!certificate) return "it shows no certificate";
  const std::string whose = "its certificate (for " + holders_of(certificate.get()) + ") is ";
  if (const long result = SSL_get_verify_result(session); result != X509_V_OK) {
    return whose + chain_problem(result, certificate.get());
  }
  if (!is_for(certificate.get(), name)) return whose + "not for " + name;
  return std::nullopt;
}

std::string numeric_address(const std::string& host) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), nullptr, &wanted, &found) != 0) return host;
  const std::unique_ptr<addrinfo, Freed<::freeaddrinfo>> owned(found);
  char text[NI_MAXHOST] = "";
  ::getnameinfo(found->ai_addr, found->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST);
  return text[0] == '\0' ? host : text;
}

}  // namespace trimtab

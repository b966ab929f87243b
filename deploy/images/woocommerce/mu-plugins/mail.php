<?php
// Mail leaves by the server that SMTP_URL names, as smtp://user:password@host:587 or smtps://…:465, and not at all
// without one: there is no sendmail here, and a shop that takes orders must not fail because of it.

namespace Storeyard;

use PHPMailer\PHPMailer\PHPMailer;

if (getenv('SMTP_URL')) {
    add_action('phpmailer_init', 'Storeyard\send_by_smtp');
    getenv('SMTP_FROM') && add_filter('wp_mail_from', static fn() => getenv('SMTP_FROM'), 20);
} else {
    add_filter('pre_wp_mail', 'Storeyard\say_that_no_mail_leaves', 20);
}

function send_by_smtp(PHPMailer $mail): void
{
    $server = parse_url(getenv('SMTP_URL'));
    $encrypted = $server['scheme'] === 'smtps';
    $mail->isSMTP();
    $mail->Host = $server['host'];
    $mail->Port = $server['port'] ?? ($encrypted ? 465 : 587);
    // By STARTTLS where the address does not say TLS from the start: a password never travels in the open.
    $mail->SMTPSecure = $encrypted ? PHPMailer::ENCRYPTION_SMTPS : PHPMailer::ENCRYPTION_STARTTLS;
    $mail->SMTPAuth = isset($server['user']);
    $mail->Username = rawurldecode($server['user'] ?? '');
    $mail->Password = rawurldecode($server['pass'] ?? '');
    $mail->Timeout = 10;
}

function say_that_no_mail_leaves(?bool $sent): bool
{
    $sent ?? error_log('A mail was not sent: this shop has no SMTP_URL.');
    return $sent ?? false;
}

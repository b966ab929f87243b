<?php
// Build time: puts WordPress and the plugin together under /srv/www.
//
// php assemble.php WORDPRESS_VERSION WORDPRESS_ARCHIVE WOOCOMMERCE_VERSION WOOCOMMERCE_ZIP
// An archive is a file name in archives/ or an address; an empty WORDPRESS_ARCHIVE takes what the official image holds.

const SITE = '/srv/www';
const THEMES = SITE . '/wp-content/themes';

[, $core_version, $core, $plugin_version, $plugin] = $argv;
$plugin !== '' || fail('name the archive of the WooCommerce plugin: --build-arg WOOCOMMERCE_ZIP=…');

copy_tree($core === '' ? '/usr/src/wordpress' : unpacked($core), SITE);
is_file(SITE . '/wp-load.php') || fail('there is no WordPress in ' . ($core ?: 'the image it is taken from'));
run('rm', '-rf', SITE . '/wp-content/plugins', ...glob(SITE . '/wp-config*.php'), ...glob(SITE . '/*.{html,txt}', GLOB_BRACE));
mkdir(SITE . '/wp-content/plugins');
copy_tree(unpacked($plugin), SITE . '/wp-content/plugins/woocommerce');

require SITE . '/wp-includes/version.php';
check('WordPress', $core_version, $wp_version);
check('WooCommerce', $plugin_version, plugin_version());
keep_only_the_newest_theme();

function unpacked(string $source): string
{
    static $folders = 0;
    $archive = "/archives/$source";
    if (preg_match('~^https?://~', $source)) {
        $archive = '/tmp/' . basename(parse_url($source, PHP_URL_PATH));
        copy($source, $archive) || fail("$source cannot be downloaded");
    }
    is_file($archive) || fail("$source is neither in archives/ nor an address");
    $folder = '/tmp/unpacked' . $folders++;
    mkdir($folder);
    str_ends_with($archive, '.zip') ? unzip($archive, $folder) : run('tar', '-xf', $archive, '-C', $folder);
    $inside = glob("$folder/*");
    return count($inside) === 1 && is_dir($inside[0]) ? $inside[0] : $folder;
}

function unzip(string $archive, string $folder): void
{
    $zip = new ZipArchive();
    $zip->open($archive) === true && $zip->extractTo($folder) || fail("$archive cannot be unpacked");
}

/** Packages of distributions are full of links, which lead nowhere in the image. */
function copy_tree(string $from, string $to): void
{
    is_dir($to) || mkdir($to, recursive: true);
    run('cp', '-rL', "$from/.", $to);
}

function plugin_version(): string
{
    $file = SITE . '/wp-content/plugins/woocommerce/woocommerce.php';
    preg_match('~^ \* Version: (\S+)~m', (string) @file_get_contents($file), $found);
    return $found[1] ?? fail('there is no WooCommerce in the archive');
}

function check(string $what, string $wanted, string $found): void
{
    $wanted === $found || fail("$what $wanted is wanted, and the archive holds $found");
}

function keep_only_the_newest_theme(): void
{
    $newest = THEMES . '/twentytwentyfive';
    is_dir($newest) || fail('the archive of WordPress lacks the theme twentytwentyfive');
    foreach (array_diff(glob(THEMES . '/*', GLOB_ONLYDIR), [$newest]) as $older) {
        run('rm', '-rf', $older);
    }
}

function run(string ...$command): void
{
    passthru(implode(' ', array_map('escapeshellarg', $command)), $status);
    $status === 0 || fail(implode(' ', $command) . " ended with $status");
}

function fail(string $message): never
{
    fwrite(STDERR, "assemble: $message\n");
    exit(1);
}

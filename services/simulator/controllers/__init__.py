"""What a cluster does by itself: kubelet, controllers, volumes. Every step is computed from the stored objects."""

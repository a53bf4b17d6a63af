"""What strangers may send: everything is answered, nothing breaks, hangs or grows."""

BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB BBBB
BBBBB BBBBBBB gettext(u'Your code for confirming this e-mail address:') 



 gettext(u'Enter it on the page that is open in your browser. It is valid for 15 minutes.') 
 gettext(u'If you did not ask for it, do nothing: without the code nothing happens. Tell it to nobody; our staff never ask for it.') BBBBBBBB
